import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Which packages of the repos the base makes a name of.
 *
 * @param {string} registry
 * @param {string} name
 * @returns {readonly string[] | 'all' | undefined}
 */
export function throughBase(registry, name) {
  const { base } = JSON.parse(readFileSync(join(registry, 'pkgs.json'), 'utf8'));
  return base?.find((/** @type {{ attribute: string }} */ { attribute }) => attribute === name)
    ?.through;
}

/**
 * Whether something that the tree makes is another while the file of a package in a repo is changed.
 *
 * @param {string} folder of the package
 * @param {() => Promise<string | undefined>} ask for the derivation of what the tree makes
 * @returns {Promise<boolean | undefined>} undefined where nothing can be changed, or there is no
 *   derivation to begin with
 */
export async function reachesThroughBase(folder, ask) {
  const file = ['package.nix', 'default.nix'].map((name) => join(folder, name)).find(existsSync);
  const text = file === undefined ? '' : readFileSync(file, 'utf8');
  const changed = text.replace(/(\n\s*)(p?name = ")/, '$1proveSplit = "changed";$1$2');
  const before = await ask();
  if (file === undefined || changed === text || before === undefined) return undefined;
  writeFileSync(file, changed);
  const after = await ask();
  writeFileSync(file, text);
  return after !== undefined && after !== before;
}

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The packages of the repos that a name of the base is made of, from pkgs.json.
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
 * True if a package of the tree changes when the file of a package in a repo is changed. The file is
 * as before afterwards, also if asking throws.
 *
 * @param {string} folder of the package
 * @param {() => Promise<string | undefined>} ask gives the derivation of the tree's package
 * @returns {Promise<boolean | undefined>} undefined if nothing can be changed, or there is no
 *   derivation to compare with
 */
export async function reachesThroughBase(folder, ask) {
  const file = ['package.nix', 'default.nix'].map((name) => join(folder, name)).find(existsSync);
  const text = file === undefined ? '' : readFileSync(file, 'utf8');
  const changed = text.replace(/(\n\s*)(p?name = ")/, '$1proveSplit = "changed";$1$2');
  const before = await ask();
  if (file === undefined || changed === text || before === undefined) return undefined;
  writeFileSync(file, changed);
  /** @type {string | undefined} */
  let after;
  try {
    after = await ask();
  } finally {
    writeFileSync(file, text);
  }
  return after !== undefined && after !== before;
}

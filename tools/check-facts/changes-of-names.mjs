import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** @typedef {import('../asked-nix/asked-nix.mjs').AskedNix} AskedNix */

/**
 * A derivation that changes.
 *
 * @typedef {object} Change
 * @property {string} name whose derivation it is
 * @property {string} by the package that was changed
 * @property {string} how what of it: `src`, `version` or `build`
 */

/** Nix for what is changed of a package. */
const CHANGES = {
  src: '{ src = derivation { name = "other-source"; system = "any"; builder = "any"; }; }',
  version: '{ version = "99.9"; }',
  build: '{ nxNixChanged = "other"; }',
};

/**
 * Changes packages of a tree, one at a time, and gives the names whose derivation is another one
 * then. A name that does not evaluate any more has changed too.
 *
 * @param {AskedNix} nix
 * @param {string} tree
 * @param {readonly string[]} names at top level
 * @param {readonly string[]} packages to change
 * @param {(line: string) => void} log
 * @returns {Promise<readonly Change[]>}
 */
export async function changesOfNames(nix, tree, names, packages, log) {
  const before = derivations(nix, tree, names, '[ ]');
  const good = names.filter((name) => before.get(name) !== undefined);
  /** @type {Change[]} */
  const changes = [];
  for (const by of packages.filter((name) => before.get(name) !== undefined)) {
    for (const [how, change] of Object.entries(CHANGES)) {
      const overlay = `[ (final: prev: { "${by}" = prev."${by}".overrideAttrs (_: ${change}); }) ]`;
      const after = derivations(nix, tree, good, overlay);
      const changed = good.filter((name) => after.get(name) !== before.get(name));
      changes.push(...changed.map((name) => ({ name, by, how })));
      log(`the ${how} of ${by} changes ${changed.length}`);
    }
  }
  return changes;
}

/**
 * The path of the derivation of each name that evaluates. Nothing is written to the store.
 *
 * @param {AskedNix} nix
 * @param {string} tree
 * @param {readonly string[]} names
 * @param {string} overlays
 * @returns {ReadonlyMap<string, string>}
 */
function derivations(nix, tree, names, overlays) {
  const question = join(nix.folder, 'derivations.nix');
  /** @type {Map<string, string>} */
  const found = new Map();
  // An error that Nix does not catch ends the process; another one goes on behind that name.
  for (let rest = names; rest.length > 0;) {
    writeFileSync(join(nix.folder, 'names.json'), JSON.stringify(rest));
    writeFileSync(
      question,
      `let
        set = import ${tree} { system = "x86_64-linux"; config = { }; overlays = ${overlays}; };
        path = value: if value.type or "" == "derivation" then value.drvPath else "none";
        ask = name:
          builtins.trace "asks \${name}" (
            let tried = builtins.tryEval (path set.\${name}); in
            builtins.trace "told \${if tried.success then tried.value else "none"}" null
          );
      in
      builtins.foldl' (_: name: ask name) null (builtins.fromJSON (builtins.readFile ./names.json))`,
    );
    const { stderr } = nix.instantiate(['--eval', question]);
    let last = '';
    for (const [, what, text = ''] of stderr.matchAll(/^trace: (asks|told) (.*)$/gm)) {
      if (what === 'asks') last = text;
      else if (text !== 'none') found.set(last, text);
    }
    const isEnd = /^trace: told/.test(stderr.match(/^trace: (?:asks|told).*$/gm)?.at(-1) ?? '');
    const at = rest.indexOf(last);
    if (at < 0) throw new Error(stderr);
    rest = isEnd && at === rest.length - 1 ? [] : rest.slice(at + 1);
  }
  return found;
}

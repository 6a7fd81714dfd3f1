import { dirname } from 'node:path';

/** @typedef {import('../asked-nix/asked-nix.mjs').AskedNix} AskedNix */

/**
 * A package set that Nix can evaluate.
 *
 * @typedef {object} PackageSet
 * @property {string} tree
 * @property {string} expression Nix text that evaluates to the set
 * @property {readonly string[]} names all top-level names under the set's own configuration
 * @property {readonly string[]} folders that Nix may read for it
 */

/**
 * The package sets that give a tree its names: its own, if its `default.nix` makes one or if a file
 * does in its place, and the base's. Those that Nix cannot evaluate are in `failed`, with the error.
 *
 * @param {AskedNix} nix
 * @param {{ tree: string, base: string | undefined, file: string | undefined }} options `file`: a Nix
 *   file with the tree's own set
 * @returns {Promise<{ sets: PackageSet[], failed: { tree: string, error: string }[] }>}
 */
export async function packageSets(nix, { tree, base, file }) {
  const sets = [];
  const failed = [];
  const folders = [tree, base, file && dirname(file)].flatMap((folder) => folder ?? []);
  for (const at of base === undefined ? [tree] : [base, tree]) {
    const below = sets.at(-1)?.expression ?? '{ }';
    const from = at === tree && file !== undefined ? file : at;
    const expression = setOf(from, at === base ? '{ }' : below);
    const result = await nix.evaluate(
      `let set = ${expression}; in if builtins.isAttrs set then builtins.attrNames set else throw "no set"`,
      folders,
    );
    if ('value' in result) {
      const names = /** @type {string[]} */ (result.value);
      sets.push({ tree: at, expression, names, folders });
    } else failed.push({ tree: at, error: result.error });
  }
  return { sets, failed };
}

/**
 * Nix text for the set that a file makes, as a tree's `default.nix` does. It is called without arguments, or, if it
 * requires them (as NUR's do), with the packages of a base.
 *
 * @param {string} tree
 * @param {string} base Nix text
 */
function setOf(tree, base) {
  return `(let f = import ${JSON.stringify(tree)}; base = ${base};
    in if builtins.isFunction f
      then f (builtins.intersectAttrs (builtins.functionArgs f) (if base == { } then { } else { pkgs = base; inherit (base) lib; }))
      else f)`;
}

/** @typedef {import('../asked-nix/asked-nix.mjs').AskedNix} AskedNix */

/**
 * A package set that Nix can evaluate.
 *
 * @typedef {object} PackageSet
 * @property {string} tree
 * @property {string} expression Nix text that evaluates to the set
 * @property {readonly string[]} names all top-level names under the set's own configuration
 */

/**
 * The package sets that give a tree its names: its own, if its `default.nix` makes one, and the
 * base's. Those that Nix cannot evaluate are in `failed`, with the error.
 *
 * @param {AskedNix} nix
 * @param {string} tree
 * @param {string | undefined} base
 * @returns {Promise<{ sets: PackageSet[], failed: { tree: string, error: string }[] }>}
 */
export async function packageSets(nix, tree, base) {
  const sets = [];
  const failed = [];
  for (const at of base === undefined ? [tree] : [base, tree]) {
    const below = sets.at(-1)?.expression ?? '{ }';
    const expression = setOf(at, at === base ? '{ }' : below);
    const result = await nix.evaluate(
      `let set = ${expression}; in if builtins.isAttrs set then builtins.attrNames set else throw "no set"`,
      base === undefined ? [at] : [at, base],
    );
    if ('value' in result) {
      sets.push({ tree: at, expression, names: /** @type {string[]} */ (result.value) });
    } else failed.push({ tree: at, error: result.error });
  }
  return { sets, failed };
}

/**
 * Nix text for the set that a tree's `default.nix` makes. It is called without arguments, or, if it
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

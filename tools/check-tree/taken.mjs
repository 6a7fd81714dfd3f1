import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRequire } from 'node:module';

/** @typedef {import('../asked-nix/asked-nix.mjs').AskedNix} AskedNix */
/** @typedef {import('./package-set.mjs').PackageSet} PackageSet */
/** @typedef {import('./reading.mjs').TreeReading} TreeReading */
/** @typedef {import('./difference.mjs').Difference} Difference */

const require = createRequire(import.meta.url);
/** @type {typeof import('@nx-nix/resolver')} */
const { nixString, pathText } = require('@nx-nix/resolver');

const LIB = join(dirname(fileURLToPath(import.meta.url)), '../../repos/lib');

/**
 * Which packages of a tree are taken.
 *
 * @typedef {object} TakenResult
 * @property {number} packages that we take
 * @property {number} alike of them, that `lib` takes in Nix too
 * @property {string | undefined} notCompared why Nix was not asked, or has no answer
 * @property {string[]} notInSet packages that the tree's own package set does not have
 * @property {string[]} onlyInSet what that set has beside the packages, at top level and in each set in
 *   which a package lies
 * @property {string[]} notAsked sets in it that Nix cannot evaluate, with the error
 * @property {string[]} untaken Nix files that are no packages and that nothing in the tree reads
 * @property {Difference[]} differences
 */

/**
 * Compares which packages we take with those that `lib` takes in Nix, and with the attributes of the
 * tree's own package set. The members of NUR's file are not compared: only the set has them.
 *
 * @param {AskedNix} nix
 * @param {TreeReading} reading
 * @param {{ tree: string, set: PackageSet | undefined, settings: string | undefined }} options
 * @returns {Promise<TakenResult & { hasSet: boolean }>}
 */
export async function compareTaken(nix, { located }, { tree, set, settings }) {
  const ours = located.packages.filter(({ isNur }) => !isNur);
  const files = new Map(ours.map(({ path, place }) => [pathText(path), place.file]));
  const prefixes = prefixesOf(ours.map(({ path }) => path));
  const inSet = set === undefined ? undefined : await comparedWithSet(nix, set, prefixes);
  const result = {
    ...{ packages: ours.length, alike: 0, hasSet: set !== undefined },
    notCompared: /** @type {string | undefined} */ (undefined),
    ...(inSet ?? { notInSet: [], onlyInSet: [], notAsked: [] }),
    untaken: [...(located.untaken ?? [])],
    differences: /** @type {Difference[]} */ ([]),
  };
  if (located.problems.some(({ code }) => code === 'unclear-layout')) {
    return { ...result, notCompared: 'the tree names no layout, and none is clear' };
  }
  /** @type {AsyncIterable<import('../asked-nix/asked-nix.mjs').Asked<{ path: readonly string[] }, string[]>>} */
  const answers = nix.ask([...prefixes.values()], namesInNix(tree, settings), [tree, LIB]);
  for await (const asked of answers) {
    const { path, names: own } = /** @type {Prefix} */ (asked.item);
    if ('error' in asked) return { ...result, notCompared: asked.error };
    const theirs = new Set(asked.answer);
    for (const name of own) {
      const key = pathText([...path, name]);
      const file = files.get(key);
      if (!theirs.delete(name)) {
        const what = 'we take it, `lib` does not';
        result.differences.push({ about: 'package', name: key, file: file ?? '', what });
      } else if (file !== undefined) result.alike++;
    }
    for (const name of theirs) {
      const [key, file] = [pathText([...path, name]), basename(tree)];
      const what = '`lib` takes it, we do not';
      result.differences.push({ about: 'package', name: key, file, what });
    }
  }
  return result;
}

/**
 * Compares paths with the names in a package set.
 *
 * @param {AskedNix} nix
 * @param {PackageSet} set
 * @param {ReadonlyMap<string, Prefix>} prefixes
 */
async function comparedWithSet(nix, { expression, folders }, prefixes) {
  /** @type {Pick<TakenResult, 'notInSet' | 'onlyInSet' | 'notAsked'>} */
  const result = { notInSet: [], onlyInSet: [], notAsked: [] };
  const namesAt = `let set = ${expression}; in item: builtins.attrNames (builtins.foldl' (at: name: at.\${name} or { }) set item.path)`;
  /** @type {AsyncIterable<import('../asked-nix/asked-nix.mjs').Asked<{ path: readonly string[] }, string[]>>} */
  const answers = nix.ask([...prefixes.values()], namesAt, folders);
  for await (const asked of answers) {
    const { path, names } = /** @type {Prefix} */ (asked.item);
    if ('error' in asked) {
      result.notAsked.push(`${pathText(path)}: ${asked.error}`);
      continue;
    }
    const theirs = new Set(asked.answer);
    const textOf = (/** @type {string} */ name) => pathText([...path, name]);
    const known = new Set(names);
    // What is a set of ours may be missing as a whole; its packages are counted, and not the set.
    const own = names.filter((name) => !prefixes.has(textOf(name)));
    result.notInSet.push(...own.filter((name) => !theirs.has(name)).map(textOf));
    result.onlyInSet.push(...[...theirs].filter((name) => !known.has(name)).map(textOf));
  }
  return result;
}

/** A set, and the names of the packages and sets in it. @typedef {{ path: readonly string[], names: string[] }} Prefix */

/**
 * The sets that paths lie in.
 *
 * @param {readonly (readonly string[])[]} paths
 */
function prefixesOf(paths) {
  /** @type {Map<string, { path: readonly string[], names: Set<string> }>} */
  const prefixes = new Map([['', { path: [], names: new Set() }]]);
  for (const path of paths) {
    path.forEach((name, depth) => {
      const prefix = path.slice(0, depth);
      const key = pathText(prefix);
      const found = prefixes.get(key) ?? { path: prefix, names: new Set() };
      prefixes.set(key, found);
      found.names.add(name);
    });
  }
  return new Map([...prefixes].map(([key, { path, names }]) => [key, { path, names: [...names] }]));
}

/**
 * Nix text for a function from `{ path }` to the names that `lib` finds in a set of a tree. No file of
 * a package is read: one that Nix refuses would be an error of all.
 *
 * @param {string} tree
 * @param {string | undefined} settings JSON text
 */
function namesInNix(tree, settings = '{}') {
  return `with builtins; let
      lib = import ${JSON.stringify(LIB)};
      path = /. + ${JSON.stringify(tree)};
      settings = fromJSON ${nixString(settings)};
      lambdas = removeAttrs (lib.useByName { inherit lib path settings; }) [ "__functor" ];
    in item: filter (name: name != "recurseForDerivations") (attrNames (foldl' (set: name: set.\${name}) lambdas item.path))`;
}

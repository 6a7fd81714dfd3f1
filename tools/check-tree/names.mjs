import { createRequire } from 'node:module';

/** @typedef {import('./reading.mjs').LocatedRepo} LocatedRepo */
/** @typedef {import('./package-set.mjs').PackageSet} PackageSet */

const require = createRequire(import.meta.url);
/** @type {typeof import('@nx-nix/resolver')} */
const { placeText, registryConfig } = require('@nx-nix/resolver');

/**
 * The result of looking for required names.
 *
 * @typedef {object} NamesResult
 * @property {{ tree: string, names: number }[]} sets the package sets whose names count
 * @property {number} known number of all names, with the tree's own packages
 * @property {number} required number of formals without a default
 * @property {number} missing number of those whose name nobody has
 * @property {Unresolved[]} unresolved one entry for each name that nobody has
 */

/**
 * A required name that nobody has.
 *
 * @typedef {object} Unresolved
 * @property {string} name
 * @property {string} by the first package with such a formal
 * @property {string} file the place of that formal
 * @property {number} count how many packages have one
 */

/**
 * The required names that nobody has. The names of evaluated package sets count as names of a base.
 *
 * @param {LocatedRepo} located
 * @param {readonly PackageSet[]} sets
 * @returns {NamesResult}
 */
export function unresolvedNames(located, sets) {
  const known = new Set([
    ...registryConfig(undefined).ambient,
    ...sets.flatMap(({ names }) => names),
    ...located.packages.map(({ path }) => path[0] ?? ''),
  ]);
  /** @type {Map<string, Unresolved>} */
  const missing = new Map();
  let required = 0;
  for (const pkg of located.packages) {
    for (const { name, hasDefault, position } of pkg.formals) {
      if (hasDefault) continue;
      required++;
      if (known.has(name)) continue;
      const found = missing.get(name);
      if (found) found.count++;
      else {
        const file = placeText({ file: pkg.formalsFile, position });
        missing.set(name, { name, by: pkg.path.join('.'), file, count: 1 });
      }
    }
  }
  return {
    sets: sets.map(({ tree, names }) => ({ tree, names: names.length })),
    known: known.size,
    required,
    missing: [...missing.values()].reduce((sum, { count }) => sum + count, 0),
    unresolved: [...missing.values()],
  };
}

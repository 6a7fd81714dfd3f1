import { NotThere, Problem } from '../messages/problem.mjs';

/**
 * @typedef {import('./debian-index.mjs').Deb} Deb
 * @typedef {import('./debian-index.mjs').Index} Index
 * @typedef {import('./debian-index.mjs').IndexedDeb} IndexedDeb
 */

/**
 * A package and the shared libraries that it needs, in the order in which they are found. Only
 * dependencies named `lib…` are followed: a shell, tar or git are taken from the machine. Versions
 * are not compared, as the packages of one index belong together. Reference: Debian Policy, chapter
 * 7.
 *
 * @param {Omit<Index, 'evidence'>} index
 * @param {string} wanted
 * @returns {readonly Deb[]}
 * @throws {NotThere} when the suite has no such package
 * @throws {Problem} when a library that is needed is not in the index
 */
export function libraryClosure({ packages, suite, mirror }, wanted) {
  const first = packages.get(wanted);
  if (!first) throw new NotThere(`The suite ${suite} at ${mirror.url} has no package ${wanted}.`);
  const providers = providersOf(packages);
  /** @type {Map<string, IndexedDeb>} */
  const closure = new Map([[wanted, first]]);
  // iterating a Map includes entries that are added meanwhile
  for (const { name, depends } of closure.values()) {
    for (const alternatives of dependencies(depends)) {
      const needed = choose(alternatives, packages, providers);
      if (needed && isLibrary(needed.name))
        closure.set(needed.name, closure.get(needed.name) ?? needed);
      if (!needed && alternatives.every(isLibrary)) {
        throw new Problem(
          `${suite} lacks ${alternatives.join(' or ')}, which ${name} needs: the suite is being changed, try again later or take another.`,
        );
      }
    }
  }
  return [...closure.values()].map(({ name, version, filename, sha256, size }) => ({
    name,
    version,
    filename,
    sha256,
    size,
  }));
}

/**
 * Parses a list of dependencies, `a (>= 1) | b, c:any`, into names without versions and
 * architectures.
 *
 * @param {string} list
 * @returns {readonly (readonly string[])[]}
 */
export function dependencies(list) {
  return list
    .split(',')
    .map((group) =>
      group
        .split('|')
        .map(bareName)
        .filter((name) => name !== ''),
    )
    .filter((alternatives) => alternatives.length > 0);
}

/** @param {string} dependency */
function bareName(dependency) {
  return /^[^\s:([<]*/.exec(dependency.trim())?.[0] ?? '';
}

/**
 * The first alternative that exists, under its own name or provided by another package.
 *
 * @param {readonly string[]} alternatives
 * @param {ReadonlyMap<string, IndexedDeb>} packages
 * @param {ReadonlyMap<string, IndexedDeb>} providers
 */
function choose(alternatives, packages, providers) {
  for (const name of alternatives) {
    const found = packages.get(name) ?? providers.get(name);
    if (found) return found;
  }
  return undefined;
}

/**
 * The packages by names that they provide besides their own: `libcurl4t64` provides `libcurl4`. If
 * several packages provide a name, the first in alphabetical order is used.
 *
 * @param {ReadonlyMap<string, IndexedDeb>} packages
 * @returns {ReadonlyMap<string, IndexedDeb>}
 */
function providersOf(packages) {
  /** @type {Map<string, IndexedDeb>} */
  const providers = new Map();
  for (const deb of packages.values()) {
    if (deb.provides === '') continue;
    for (const [name = ''] of dependencies(deb.provides)) {
      const other = providers.get(name);
      if (!other || deb.name < other.name) providers.set(name, deb);
    }
  }
  return providers;
}

/** @param {string} name */
function isLibrary(name) {
  return name.startsWith('lib') && !name.endsWith('-perl');
}

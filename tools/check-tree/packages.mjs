import { formalDifferences, formalsInNix } from './lambda.mjs';

/** @typedef {import('../asked-nix/asked-nix.mjs').AskedNix} AskedNix */
/** @typedef {import('./reading.mjs').TreeReading} TreeReading */
/** @typedef {import('./reading.mjs').LocatedPackage} LocatedPackage */
/** @typedef {import('./difference.mjs').Difference} Difference */
/** A file's value: a function, or of what other type it is; `throws` where it is none.
 * @typedef {{ formals: import('./lambda.mjs').NixFormals } | { type: string }} NixFile */

/**
 * The result of comparing packages.
 *
 * @typedef {object} PackagesResult
 * @property {number} packages
 * @property {number} alike
 * @property {number} formals of those that are alike
 * @property {number} undefinedVariables files that Nix rejects for undefined variables, which static
 *   reading does not look for
 * @property {number} unreadable files that both reject, or that are no lambda for both
 * @property {Difference[]} differences
 */

/** Nix: a function from a file to its `NixFile`. */
export const fileInNix = `file: let tried = builtins.tryEval (import file); in
  if !tried.success then { type = "throws"; }
  else if builtins.isFunction tried.value then { formals = (${formalsInNix}) file tried.value; }
  else { type = builtins.typeOf tried.value; }`;

/**
 * Compares every package that has a file of its own: our formals, with their positions, against
 * `builtins.functionArgs`.
 *
 * @param {AskedNix} nix
 * @param {TreeReading} reading
 * @param {{ tree: string, progress: (line: () => string) => void }} options
 * @returns {Promise<PackagesResult>}
 */
export async function comparePackages(nix, { located, absolute }, { tree, progress }) {
  const packages = located.packages.filter(({ member }) => member === undefined);
  const result = {
    ...{ packages: packages.length, alike: 0, formals: 0, undefinedVariables: 0, unreadable: 0 },
    differences: /** @type {Difference[]} */ ([]),
  };
  const reported = new Set(located.problems.map(({ place }) => place.file));
  const files = packages.map(({ place }) => absolute(place.file));
  /** @type {AsyncIterable<import('../asked-nix/asked-nix.mjs').Asked<string, NixFile>>} */
  const asked = nix.ask(files, fileInNix, [tree]);
  let done = 0;
  for await (const answer of asked) {
    const pkg = /** @type {LocatedPackage} */ (packages[done++]);
    progress(() => `${done} of ${packages.length} packages compared`);
    // If only the body does not parse, the formals are still read.
    const isReported = pkg.isBroken || reported.has(pkg.formalsFile);
    const found = differencesOf(pkg, isReported, answer, absolute);
    if (found === 'undefined variable') result.undefinedVariables++;
    else if (found === 'unreadable') result.unreadable++;
    else if (found.length === 0) {
      result.alike++;
      result.formals += pkg.formals.length;
    } else {
      result.differences.push(
        ...found.map((what) => ({
          about: /** @type {const} */ ('package'),
          name: pkg.path.join('.'),
          file: pkg.place.file,
          what,
        })),
      );
    }
  }
  return result;
}

/**
 * @param {LocatedPackage} pkg
 * @param {boolean} isReported as a file that Nix refuses
 * @param {import('../asked-nix/asked-nix.mjs').Asked<string, NixFile>} asked
 * @param {TreeReading['absolute']} absolute
 * @returns {string[] | 'undefined variable' | 'unreadable'}
 */
function differencesOf(pkg, isReported, asked, absolute) {
  if ('error' in asked) {
    // Nix reports undefined variables while it parses; static reading does not look for them.
    if (asked.error.includes('undefined variable')) return 'undefined variable';
    return isReported ? 'unreadable' : [`we read a lambda, Nix says ${asked.error}`];
  }
  const { answer } = asked;
  if (!('formals' in answer)) {
    return pkg.isBroken ? 'unreadable' : [`we read a lambda, for Nix it is ${answer.type}`];
  }
  if (pkg.isBroken) return ['we read no lambda, Nix does'];
  return formalDifferences(pkg.formals, absolute(pkg.formalsFile), answer.formals, asked.item);
}

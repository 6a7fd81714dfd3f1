import { readFileSync, realpathSync } from 'node:fs';
import { compareFiles } from './files.mjs';
import { compareGroups } from './groups.mjs';
import { unresolvedNames } from './names.mjs';
import { packageSets } from './package-set.mjs';
import { comparePackages } from './packages.mjs';
import { readTree } from './reading.mjs';
import { compareTaken } from './taken.mjs';

/** @typedef {import('../asked-nix/asked-nix.mjs').AskedNix} AskedNix */
/** @typedef {import('./difference.mjs').Difference} Difference */

/**
 * The result of checking a tree.
 *
 * @typedef {object} TreeResult
 * @property {string} tree
 * @property {string} nix the version of Nix
 * @property {string | undefined} layout undefined if none fits
 * @property {number} seconds that reading the tree took
 * @property {number} processes of Nix that were run
 * @property {string[]} problems the problems that `resolve` would report
 * @property {import('./packages.mjs').PackagesResult} packages
 * @property {import('./groups.mjs').GroupsResult} groups
 * @property {import('./taken.mjs').TakenResult & { hasSet: boolean }} taken which packages there are
 * @property {import('./names.mjs').NamesResult | undefined} names undefined if no package set
 *   could be evaluated
 * @property {{ tree: string, error: string }[]} failed package sets that Nix cannot evaluate
 * @property {import('./files.mjs').FilesResult | undefined} files
 * @property {Difference[]} differences of all kinds
 * @property {number} compared packages, members of groups and files
 */

/**
 * Reads a tree, and compares the reading with Nix.
 *
 * @param {AskedNix} nix
 * @param {{ tree: string, base?: string | undefined, set?: string | undefined, settings?: string | undefined, files?: boolean, progress: (line: () => string) => void }} options
 * @returns {Promise<TreeResult>}
 */
export async function checkTree(nix, options) {
  const { files: all, progress } = options;
  const tree = realpathSync(options.tree);
  const base = options.base === undefined ? undefined : realpathSync(options.base);
  const file = options.set === undefined ? undefined : realpathSync(options.set);
  const settings =
    options.settings === undefined ? undefined : readFileSync(options.settings, 'utf8');
  const reading = await readTree(tree, { settings, folder: nix.folder, progress });
  const { located, seconds } = reading;
  const packages = await comparePackages(nix, reading, { tree, progress });
  const { sets, failed } =
    located.packages.length > 0
      ? await packageSets(nix, { tree, base, file })
      : { sets: [], failed: [] };
  // NUR's file makes the tree's own set, so it is called with that of the base.
  const isNur = located.packages.some((pkg) => pkg.isNur);
  const set = isNur ? sets[0] : sets.at(-1);
  const groups = await compareGroups(nix, reading, { tree, base, set, progress });
  const own = sets.find((set) => set.tree === tree);
  const taken = await compareTaken(nix, reading, { tree, set: own, settings });
  const names = sets.length > 0 ? unresolvedNames(located, sets) : undefined;
  const files = all ? await compareFiles(nix, tree, progress) : undefined;
  return {
    ...{ tree, nix: nix.version, layout: located.layout, seconds },
    processes: nix.processes,
    problems: located.problems.map((problem) => problemLine(problem)),
    ...{ taken, packages, groups, names, failed, files },
    compared: packages.packages + groups.members + (files?.files ?? 0),
    differences: [taken, packages, groups, files].flatMap((part) => part?.differences ?? []),
  };
}

/** @param {import('@nx-nix/resolver').Problem} problem */
function problemLine({ place, code, message }) {
  return `${place.file}:${place.position.line}:${place.position.column}: ${code}: ${message}`;
}

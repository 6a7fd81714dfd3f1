import { readdirSync } from 'node:fs';
import { join, posix } from 'node:path';

/**
 * A folder of a tree that a package, or a group, is made of.
 *
 * @typedef {object} PackageFolder
 * @property {string} name
 * @property {string} folder from the tree's folder
 * @property {'by-name' | 'python'} kind
 */

/** Where nixpkgs keeps Python modules, and the file that calls them. */
export const pythonFiles = {
  folder: 'pkgs/development/python-modules',
  members: 'pkgs/top-level/python-packages.nix',
};

/** Where by-name packages are, in nixpkgs, and in auxolotl or a repo of ours. */
const byNameRoots = ['pkgs/by-name', 'by-name'];

/** The folders of by-name packages, by name. @param {string} tree */
export function byNameFolders(tree) {
  const root = byNameRoots.find((folder) => foldersIn(join(tree, folder)).length > 0);
  if (root === undefined) return { root: undefined, folders: new Map() };
  const found = foldersIn(join(tree, root)).flatMap((shard) =>
    foldersIn(join(tree, root, shard)).map((name) => folderOf('by-name', root, shard, name)),
  );
  return { root, folders: byName(found) };
}

/** The folders of Python modules, by name. @param {string} tree @param {string} folder */
export function pythonFolders(tree, folder) {
  const names = foldersIn(join(tree, folder));
  return byName(names.map((name) => folderOf('python', folder, name)));
}

/** @param {PackageFolder['kind']} kind @param {readonly string[]} path @returns {PackageFolder} */
function folderOf(kind, ...path) {
  return { name: path.at(-1) ?? '', folder: posix.join(...path), kind };
}

/** @param {readonly PackageFolder[]} folders */
function byName(folders) {
  return new Map(folders.map((folder) => [folder.name, folder]));
}

/** @param {string} path @returns {readonly string[]} */
function foldersIn(path) {
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ENOENT') throw error;
    return [];
  }
}

import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { readBody } from '@nx-nix/lambdas';

/**
 * A path in a file of the tree that leads into a package's folder from outside of it.
 *
 * @typedef {object} PathIntoFolder
 * @property {string} folder the package's folder, from the tree's folder
 * @property {string} file the file that contains the path
 * @property {import('@nx-nix/lambdas').Position} position
 */

/**
 * All paths in a tree's Nix files that lead into folders of packages from outside: such a package
 * is called with other arguments elsewhere, or a neighbour reads its files.
 *
 * @param {import('@nx-nix/lambdas').NixParser} parser
 * @param {string} tree
 * @param {readonly { root: string, depth: number }[]} roots the folders that contain the packages'
 *   folders, and how deep these are
 * @returns {ReadonlyMap<string, readonly PathIntoFolder[]>} by the package's folder
 */
export function pathsIntoFolders(parser, tree, roots) {
  /** @type {Map<string, PathIntoFolder[]>} */
  const found = new Map();
  for (const file of nixFilesIn(tree)) {
    const bytes = readFileSync(join(tree, file));
    // Most files contain no such path, and parsing all of them would take minutes.
    if (!mayLeadInto(bytes, file, roots)) continue;
    for (const { path, position } of readBody(parser, bytes).paths) {
      if (path === undefined) continue;
      const target = posix.join(posix.dirname(file), path);
      const folder = packageFolderOf(target, roots);
      if (folder === undefined || file.startsWith(`${folder}/`)) continue;
      found.set(folder, [...(found.get(folder) ?? []), { folder, file, position }]);
    }
  }
  return found;
}

/** @param {Buffer} bytes @param {string} file @param {readonly { root: string }[]} roots */
function mayLeadInto(bytes, file, roots) {
  return roots.some(({ root }) =>
    file.startsWith(`${root}/`) ? bytes.includes('../') : bytes.includes(posix.basename(root)),
  );
}

/** @param {string} path @param {readonly { root: string, depth: number }[]} roots */
function packageFolderOf(path, roots) {
  for (const { root, depth } of roots) {
    if (!path.startsWith(`${root}/`)) continue;
    const below = path.slice(root.length + 1).split('/');
    if (below.length >= depth) return posix.join(root, ...below.slice(0, depth));
  }
  return undefined;
}

/** @param {string} tree @param {string} [folder] @returns {Iterable<string>} */
function* nixFilesIn(tree, folder = '') {
  for (const entry of readdirSync(join(tree, folder), { withFileTypes: true })) {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory() && entry.name !== '.git') yield* nixFilesIn(tree, path);
    else if (entry.isFile() && entry.name.endsWith('.nix')) yield path;
  }
}

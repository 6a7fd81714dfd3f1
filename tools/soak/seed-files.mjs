import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The project's own Nix files: the demo's, and the fixtures of lambdas and resolver. */
const ownFolders = ['repos', 'packages/lambdas/test/fixtures', 'packages/resolver/test/fixtures'];

/**
 * The files that are damaged, by their names.
 *
 * @param {string | undefined} tree a folder of Nix files, in place of the project's own
 * @param {number} most the largest file, in bytes
 * @returns {ReadonlyMap<string, Uint8Array>}
 */
export function seedFiles(tree, most = 200_000) {
  const folders = tree === undefined ? ownFolders.map((folder) => join(root, folder)) : [tree];
  const base = tree ?? root;
  return new Map(
    folders
      .flatMap(nixFiles)
      .sort()
      .map((file) => /** @type {const} */ ([relative(base, file), readFileSync(file)]))
      .filter(([, bytes]) => bytes.length <= most),
  );
}

/** @param {string} folder */
function nixFiles(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.nix'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

import { posix } from 'node:path';
import type { Body } from '@nx-nix/lambdas';
import type { FolderEntry } from '../locate/layouts/layout';
import { reachedFiles, type PathReader } from '../locate/reached-files';
import { PACKAGE_FILES } from '../locate/untaken-files';
import type { RepoTree } from './repo-tree';

// Why: docs/decisions/checking.md#paths-in-files-that-no-package-reads
/**
 * The Nix files that a package's file in a folder names by path, directly or through other files,
 * together with itself; undefined where the folder has no package's file, so that nobody knows. A
 * folder that is named as a whole counts, except the one that the naming file lies in: `src = ./.`.
 */
export function evaluatedFiles(
  tree: RepoTree,
  body: (file: string) => Body | undefined,
  folder: string,
): ReadonlySet<string> | undefined {
  const own = PACKAGE_FILES.map((name) => posix.join(folder, name));
  const starts = own.filter((file) => targetIn(tree, file) === 'file');
  if (starts.length === 0) return undefined;
  return reachedFiles(readerOf(tree, body), starts, {
    calls: true,
    coversFolder: (named, file, isComputed) => isComputed || !isIn(file, named),
    // Whatever lies in the folder of a package may be read by it.
    mayBePackage: () => false,
  });
}

function readerOf(tree: RepoTree, body: PathReader['body']): PathReader {
  return {
    body,
    entries: (folder) =>
      tree.entriesOf(folder).map(({ name, path, kind }) => ({
        name,
        kind: kind === 'link' ? targetIn(tree, path) : kind === 'other' ? 'broken' : kind,
      })),
    isFolder: (path) => targetIn(tree, path) === 'folder',
    // Nix follows a link before it reads what paths are relative to.
    folderOf: (file) => {
      const target = tree.targetOf('', file);
      return posix.dirname(target.kind === 'somewhere' ? target.path : file);
    },
  };
}

function targetIn(tree: RepoTree, path: string): FolderEntry['kind'] {
  const target = tree.targetOf('', path);
  if (target.kind === 'nowhere') return 'broken';
  return target.isFolder ? 'folder' : 'file';
}

function isIn(file: string, folder: string): boolean {
  return folder === '' || file.startsWith(`${folder}/`);
}

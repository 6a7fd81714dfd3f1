import { BadRepoConfig } from '../problems/bad-repo-config';
import { NoLayout } from '../problems/no-layout';
import { FILE_START, type Problem } from '../problems/problem';
import { recogniseLayout } from './layouts/all-layouts';
import { below, foldersIn, type FolderReader, type RepoReader } from './layouts/layout';
import type { LayoutTree } from '../repo/layout-names';
import type { Repo } from '../repo/repo';

/**
 * The trees of packages in a repo: those named in its `nix-repo.json`, else the one whose layout is
 * recognised. Problems for named folders that do not exist, and for Nix files without a layout.
 */
export function layoutTrees(
  files: RepoReader,
  repo: Repo,
): { readonly trees: readonly LayoutTree[]; readonly problems: readonly Problem[] } {
  const named = repo.config.layout;
  if (named) return { trees: named, problems: missingFolders(files, repo, named) };
  const recognised = recogniseLayout(files);
  if (recognised) return { trees: [recognised], problems: [] };
  const file = repo.kind === 'overlay' ? undefined : nixFileBelow(files, '', maxFolders);
  if (file === undefined) return { trees: [], problems: [] };
  return {
    trees: [],
    problems: [new NoLayout({ file: below(repo.root, file), position: FILE_START }, repo.name)],
  };
}

/** Problems for missing folders. Only for named ones: a new repo may not yet have the default. */
function missingFolders(
  files: FolderReader,
  { root, layoutPositions }: Repo,
  trees: readonly LayoutTree[],
): readonly Problem[] {
  return trees.flatMap(({ folder }, index) => {
    if (!folder || isFolder(files, folder)) return [];
    const position = layoutPositions?.[index] ?? FILE_START;
    const place = { file: below(root, 'nix-repo.json'), position };
    const message = `there is no folder "${folder}" in the repo`;
    return [new BadRepoConfig(place, message, 'mend "folder", or add the folder')];
  });
}

function isFolder(files: FolderReader, folder: string): boolean {
  const parts = folder.split('/');
  return parts.every((part, depth) =>
    foldersIn(files, parts.slice(0, depth).join('/')).includes(part),
  );
}

/** Layouts have no files in deeper folders. */
const maxFolders = 4;

/** A Nix file in a folder of the repo; files at the top of the repo are no packages. */
function nixFileBelow(files: FolderReader, folder: string, depth: number): string | undefined {
  for (const { name, kind } of files.entries(folder)) {
    const inner = below(folder, name);
    if (kind === 'file' && folder !== '' && name.endsWith('.nix')) return inner;
    if (kind !== 'folder' || name.startsWith('.') || depth === 0) continue;
    const found = nixFileBelow(files, inner, depth - 1);
    if (found !== undefined) return found;
  }
  return undefined;
}

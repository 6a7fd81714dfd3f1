import { posix } from 'node:path';
import { DuplicateRepo } from '../problems/duplicate-repo';
import { FILE_START, type Problem } from '../problems/problem';
import { overlayOrderProblems } from '../repo/overlay-order';
import type { Repo } from '../repo/repo';
import { repoFoldersIn } from '../repo/repo-at';
import { isRepoName, repoNameProblems } from '../repo/repo-name';

/**
 * The problems of the workspace's repos as a whole: a second registry or lib, wrong names, and a
 * wrong order of overlay repos.
 * @param unfit see `unfitFolders`
 */
export function workspaceProblems(
  repos: readonly Repo[],
  unfit: readonly string[],
): readonly Problem[] {
  return [...duplicates(repos), ...repoNameProblems(repos, unfit), ...overlayOrderProblems(repos)];
}

/** The folders beside `roots` that would be repos, but whose names are not valid. */
export function unfitFolders(workspaceRoot: string, roots: readonly string[]): readonly string[] {
  const parents = new Set(roots.map((root) => posix.dirname(root)));
  return [...parents]
    .flatMap((parent) => repoFoldersIn(workspaceRoot, parent))
    .filter((root) => !isRepoName(posix.basename(root)));
}

/** Problems for a second registry and for a second lib. */
function duplicates(repos: readonly Repo[]): readonly Problem[] {
  return (['lib', 'registry'] as const).flatMap((kind) => {
    const [first, ...more] = repos.filter((repo) => repo.kind === kind);
    return more.map(
      ({ root }) =>
        new DuplicateRepo(
          { file: `${root}/nix-repo.json`, position: FILE_START },
          kind,
          first!.root,
        ),
    );
  });
}

import { DuplicateRepo } from '../problems/duplicate-repo';
import { FILE_START, type Problem } from '../problems/problem';
import { kindProblems, unknownRepos } from '../repo/granted-kinds';
import { overlayOrderProblems } from '../repo/overlay-order';
import type { Repo } from '../repo/repo';
import { repoNameProblems } from '../repo/repo-name';
import type { LeftOutFolders } from './left-out-folders';

/**
 * The problems of the workspace's repos as a whole: a second registry or lib, wrong names, a wrong
 * order of overlay repos, kinds that are not granted, and folders that would be repos and are left out.
 */
export function workspaceProblems(
  repos: readonly Repo[],
  { unfit, unseen }: LeftOutFolders,
): readonly Problem[] {
  return [
    ...duplicates(repos),
    ...repoNameProblems(repos, unfit),
    ...overlayOrderProblems(repos),
    ...kindProblems(repos),
    ...unknownRepos(repos),
    ...unseen,
  ];
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

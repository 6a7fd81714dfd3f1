import { BadRepoName } from '../problems/bad-repo-name';
import { FILE_START, type Problem } from '../problems/problem';
import type { Repo } from './repo';

/** Names that are valid as a flake input, in the inputs of an Nx task, and in a flake's URL. */
const NAME = /^[A-Za-z_][A-Za-z0-9_.+-]*$/;

/** Whether a folder's name is valid for a repo; other folders are no repos, which is a problem. */
export function isRepoName(name: string): boolean {
  return NAME.test(name) && name !== 'self';
}

/**
 * `BadRepoName` problems: of folders that cannot be repos, and of names that do not match the kind
 * (`lib`) or are needed for the base.
 * @param unfitFolders folders that would be repos but have invalid names; from the workspace root
 */
export function repoNameProblems(
  repos: readonly Repo[],
  unfitFolders: readonly string[],
): readonly Problem[] {
  const place = (root: string) => ({
    file: `${root}/nix-repo.json`,
    position: FILE_START,
  });
  const unfit = unfitFolders.map(
    (root) =>
      new BadRepoName(
        place(root),
        `the folder ${root} cannot be a repo: its name is to be an input of a flake`,
        'rename it: letters, digits and _ . + -, beginning with a letter, and not "self"',
      ),
  );
  const libs = repos
    .filter(({ name, kind }) => (name === 'lib') !== (kind === 'lib'))
    .map(
      ({ root, kind }) =>
        new BadRepoName(
          place(root),
          kind === 'lib'
            ? 'the repo of kind "lib" is the folder `lib`, where the registry looks for it'
            : 'only the repo of kind "lib" can have the name `lib`',
          kind === 'lib' ? 'rename the folder' : 'rename the folder, or say "kind": "lib"',
        ),
    );
  const hasBase = repos.some(({ config }) => config.base !== undefined);
  const bases = repos
    .filter(({ name }) => name === 'base' && hasBase)
    .map(
      ({ root }) =>
        new BadRepoName(
          place(root),
          'where the registry stands on a base, `base` is the name of that one',
          'rename the folder',
        ),
    );
  return [...unfit, ...libs, ...bases];
}

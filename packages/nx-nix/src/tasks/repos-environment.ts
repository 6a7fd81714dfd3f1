import { leftOutFolders, placeText } from '@nx-nix/resolver';

/**
 * The environment variable with the folders of repos on disk; an input of `emit-registry` and
 * `check`. Nx makes no project of a folder that git ignores, so no other input of a task tells that
 * there is one.
 */
export const REPOS_VARIABLE = 'NX_NIX_REPOS';

/**
 * The variable's value for a run that begins.
 * @param roots all folders of repos on disk
 * @param repos the folder that contains them
 */
export function reposEnvironment(
  workspaceRoot: string,
  roots: readonly string[],
  repos: string,
): Readonly<Record<string, string>> {
  const { unseen } = leftOutFolders(workspaceRoot, roots, [repos]);
  const notCheckedOut = unseen.map(({ place, message }) => `${placeText(place)} ${message}`);
  return { [REPOS_VARIABLE]: JSON.stringify([...roots, ...notCheckedOut]) };
}

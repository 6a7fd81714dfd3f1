import { lstatSync, readdirSync } from 'node:fs';
import { join, posix } from 'node:path';
import { readTextInsideOrUndefined } from '@nx-nix/files';
import type { Problem } from '../problems/problem';
import { UnseenRepo } from '../problems/unseen-repo';
import { REPO_FILES, repoFoldersIn } from '../repo/repo-at';
import { isRepoName } from '../repo/repo-name';

/** Folders that would be repos of a workspace, and are none of those that were found. */
export interface LeftOutFolders {
  /** Their names cannot be the name of a repo. */
  readonly unfit: readonly string[];
  /** Why each of the others is not there for the registry. */
  readonly unseen: readonly Problem[];
}

// Why: docs/decisions/plugin.md#a-repo-that-nx-does-not-see-is-a-problem
/**
 * Compares the folders on disk with the repos that were found. Nx makes a project of what it sees,
 * and it does not see what git or `.nxignore` ignores.
 * @param roots the folders that were found, from the workspace root
 * @param parents the folders whose sub-folders are repos; by default those around `roots`
 */
export function leftOutFolders(
  workspaceRoot: string,
  roots: readonly string[],
  parents: readonly string[] = roots.map((root) => posix.dirname(root)),
): LeftOutFolders {
  const known = new Set(roots);
  const distinct = [...new Set(parents)];
  const others = distinct
    .flatMap((parent) => repoFoldersIn(workspaceRoot, parent))
    .filter((root) => !known.has(root));
  const isFit = (root: string): boolean => isRepoName(posix.basename(root));
  return {
    unfit: others.filter((root) => !isFit(root)),
    unseen: [
      ...others.filter(isFit).map((root) => unseen(workspaceRoot, root)),
      ...notCheckedOut(workspaceRoot, distinct),
    ],
  };
}

function unseen(workspaceRoot: string, root: string): Problem {
  const names = readdirSync(join(workspaceRoot, root));
  const file = `${root}/${REPO_FILES.find((name) => names.includes(name))!}`;
  return lstatSync(join(workspaceRoot, root)).isSymbolicLink()
    ? UnseenRepo.linked(root, file)
    : UnseenRepo.ignored(root, file);
}

/** Submodules directly below the folders of repos that git has not filled. */
function notCheckedOut(workspaceRoot: string, parents: readonly string[]): readonly Problem[] {
  const lines = (readTextInsideOrUndefined(workspaceRoot, '.gitmodules') ?? '').split(/\r?\n/);
  return lines.flatMap((line, i) => {
    const path = /^\s*path\s*=\s*"?([^"]*?)"?\s*$/.exec(line)?.[1];
    if (path === undefined || !parents.includes(posix.dirname(path))) return [];
    return isEmpty(join(workspaceRoot, path)) ? [UnseenRepo.notCheckedOut(path, i + 1)] : [];
  });
}

/** True for a folder without anything in it, and where there is no folder. */
function isEmpty(folder: string): boolean {
  try {
    return readdirSync(folder).length === 0;
  } catch {
    return true;
  }
}

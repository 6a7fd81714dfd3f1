import { lstatSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readInside } from '@nx-nix/files';
import { fileProblem } from '../problems/file-problem';
import { FILE_START, type Problem } from '../problems/problem';
import type { Repo } from './repo';
import { MOST_JSON_BYTES } from './json-limits';
import { readRepoConfig, REPO_KINDS, type RepoKind } from './repo-config';

/** A folder below the folder of repos is a repo if it has one of these files. */
export const REPO_FILES = ['nix-repo.json', 'flake.nix'] as const;

/** A repo, and the problems of its `nix-repo.json`. */
export interface FoundRepo {
  readonly repo: Repo;
  readonly problems: readonly Problem[];
}

/**
 * Reads the `nix-repo.json` of a folder; no other code of the packages reads that file. If it is missing or cannot
 * be read, the result is a repo with default values, whose kind depends on the folder's name.
 * @param root the repo's folder, from the workspace root, with `/`
 */
export function repoAt(workspaceRoot: string, root: string): FoundRepo {
  const name = basename(root);
  const defaultKind = kindByName(name);
  const file = `${root}/nix-repo.json`;
  let text: string;
  try {
    text = readInside(join(workspaceRoot, root), 'nix-repo.json', {
      most: MOST_JSON_BYTES,
    }).toString('utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const problems = code === 'ENOENT' ? [] : [fileProblem({ file, position: FILE_START }, error)];
    return { repo: { name, root, kind: defaultKind, config: {} }, problems };
  }
  const { problems, ...read } = readRepoConfig(text, file, defaultKind);
  const kind = read.config.kind ?? defaultKind;
  return { repo: { name, root, kind, ...read }, problems };
}

/**
 * The folders of repos, from the workspace root, sorted; also those with names that are not valid.
 * @param repos the folder that contains them, from the workspace root
 */
export function repoFoldersIn(workspaceRoot: string, repos: string): readonly string[] {
  let names: readonly string[];
  try {
    names = readdirSync(join(workspaceRoot, repos));
  } catch {
    return [];
  }
  return names
    .map((name) => `${repos}/${name}`)
    .filter((root) => REPO_FILES.some((file) => isThere(join(workspaceRoot, root, file))))
    .sort();
}

function kindByName(name: string): RepoKind {
  return REPO_KINDS.find((kind) => kind === name) ?? 'sig';
}

/**
 * False for a folder, and where the path goes through a file: `repos/README.md/flake.nix`. True for
 * all else, a pipe too: reading it tells what is wrong.
 */
function isThere(path: string): boolean {
  try {
    return !lstatSync(path).isDirectory();
  } catch {
    return false;
  }
}

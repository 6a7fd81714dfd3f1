import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { FILE_START, type Problem } from '../problems/problem';
import { UnreadableFile } from '../problems/unreadable-file';
import type { Repo } from './repo';
import { readRepoConfig, REPO_KINDS, type RepoKind } from './repo-config';

/** A file that makes a folder below the folder of repos a repo. */
export const REPO_FILES = ['nix-repo.json', 'flake.nix'] as const;

/** A repo, and what is wrong with its `nix-repo.json`. */
export interface FoundRepo {
  readonly repo: Repo;
  readonly problems: readonly Problem[];
}

/**
 * The repo in a folder, as its `nix-repo.json` describes it: the one place where that file is read.
 * A broken file gives a repo with the defaults of its folder's name, and its problems.
 * @param root the repo's folder, from the workspace root, with `/`
 */
export function repoAt(workspaceRoot: string, root: string): FoundRepo {
  const name = basename(root);
  const defaultKind = kindByName(name);
  const file = `${root}/nix-repo.json`;
  let text: string;
  try {
    text = readFileSync(join(workspaceRoot, file), 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const problems =
      code === 'ENOENT' ? [] : [new UnreadableFile({ file, position: FILE_START }, message)];
    return { repo: { name, root, kind: defaultKind, config: {} }, problems };
  }
  const { problems, ...read } = readRepoConfig(text, file, defaultKind);
  const kind = read.config.kind ?? defaultKind;
  return { repo: { name, root, kind, ...read }, problems };
}

/**
 * The folders of repos below the folder of repos, sorted, whatever their names.
 * @param repos that folder, from the workspace root
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
    .filter((root) => REPO_FILES.some((file) => isFile(join(workspaceRoot, root, file))))
    .sort();
}

function kindByName(name: string): RepoKind {
  return REPO_KINDS.find((kind) => kind === name) ?? 'sig';
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

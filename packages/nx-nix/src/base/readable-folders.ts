import { repoAt, type Repo, type RepoConfig } from '@nx-nix/resolver';
import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { grantedPaths } from './external-paths';

/** The valid fields of the `nix-repo.json` in any folder; empty for a folder that has none. */
export function configIn(folder: string): RepoConfig {
  return repoIn(folder).config;
}

/** True if a folder is a registry: by the kind in its `nix-repo.json`, or else by its name. */
export function isRegistryFolder(folder: string): boolean {
  return existsSync(join(folder, 'nix-repo.json')) && repoIn(folder).kind === 'registry';
}

function repoIn(folder: string): Repo {
  return repoAt(dirname(folder), basename(folder)).repo;
}

/**
 * The folder that a registry names as its base; undefined if the base is a flake or there is none.
 */
export function baseFolder(folder: string): string | undefined {
  const { base } = configIn(folder);
  return base !== undefined && /^[./]/.test(base) ? resolve(folder, base) : undefined;
}

/**
 * The folders that Nix reads to evaluate the package set in a folder. For a registry: the repos
 * beside it, and the same for its base and for the folders that its layers name by path.
 */
export function readableFolders(folder: string, seen: readonly string[] = []): readonly string[] {
  if (seen.includes(folder) || !existsSync(folder)) return [];
  const own = isRegistryFolder(folder) ? dirname(folder) : folder;
  const further = referencedFolders(folder).flatMap((one) =>
    readableFolders(folderOf(one), [...seen, folder]),
  );
  return [...new Set([own, ...further])];
}

/**
 * The base of a registry, if a path names it, and the folders that its layers name by path and it
 * grants. Empty for a folder that is no registry.
 */
export function referencedFolders(folder: string): readonly string[] {
  const base = baseFolder(folder);
  const named = isRegistryFolder(folder) ? grantedPaths(folder) : [];
  return [...(base === undefined ? [] : [base]), ...named];
}

/** The path itself, or, for a file, its folder. */
export function folderOf(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? dirname(path) : path;
}

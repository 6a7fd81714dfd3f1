import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { externalPaths } from './external-paths';

/** What of a registry's `nix-repo.json` says on what it stands, and how that is evaluated. */
interface RegistryConfig {
  readonly kind?: unknown;
  readonly base?: unknown;
  readonly config?: unknown;
  readonly systems?: unknown;
}

/** What a registry's folder says of its base; empty for a folder that is no registry. */
export function registryConfigIn(folder: string): RegistryConfig {
  try {
    const read: unknown = JSON.parse(readFileSync(join(folder, 'nix-repo.json'), 'utf8'));
    return typeof read === 'object' && read !== null ? read : {};
  } catch {
    return {};
  }
}

/** Whether a folder is a registry's: its `nix-repo.json` says so, or its name. */
export function isRegistryFolder(folder: string): boolean {
  if (!existsSync(join(folder, 'nix-repo.json'))) return false;
  return (registryConfigIn(folder).kind ?? basename(folder)) === 'registry';
}

/** The folder that a registry names as its base; undefined for a flake's, or where there is none. */
export function baseFolder(folder: string): string | undefined {
  const { base } = registryConfigIn(folder);
  return typeof base === 'string' && /^[./]/.test(base) ? resolve(folder, base) : undefined;
}

/**
 * The folders that a package set in a folder is read from: its own; of a registry, the repos beside
 * it, and all that its base, and what its layers name by path, is read from.
 */
export function readableFolders(folder: string, seen: readonly string[] = []): readonly string[] {
  if (seen.includes(folder) || !existsSync(folder)) return [];
  const own = isRegistryFolder(folder) ? dirname(folder) : folder;
  const further = furtherFolders(folder).flatMap((one) =>
    readableFolders(folderOf(one), [...seen, folder]),
  );
  return [...new Set([own, ...further])];
}

/** What a registry stands on and takes from by path, itself; none for another folder. */
export function furtherFolders(folder: string): readonly string[] {
  const base = baseFolder(folder);
  const named = isRegistryFolder(folder) ? externalPaths(folder) : [];
  return [...(base === undefined ? [] : [base]), ...named];
}

/**
 * Settings with which Nix reads these folders, the store, and nothing else.
 *
 * NOTE: Nix 2.26 follows a link as soon as it is named: where that leads has to be named before.
 */
export function restrictedTo(folders: readonly string[]): readonly string[] {
  const readable = new Set(
    folders
      .filter((folder) => existsSync(folder))
      .flatMap((folder) => [realpathSync(folder), folder]),
  );
  return [
    ...['--option', 'restrict-eval', 'true', '--option', 'nix-path', ''],
    ...[...readable].flatMap((folder, i) => ['-I', `set${i}=${folder}`]),
  ];
}

/** Of a file, the folder that it is in. */
export function folderOf(path: string): string {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? dirname(path) : path;
}

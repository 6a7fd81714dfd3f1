import { posix } from 'node:path';
import { LAYER_FOLDERS } from '../repo/layer-names';
import { fitsPart, readPathPattern } from '../names/layout-pattern';
import { shardOf } from '../names/shard';
import type { Repo } from '../repo/repo';
import type { PackageSource } from './layouts/layout';
import { nixFilesIn, reachedFiles, type BodyReader, type Following } from './reached-files';

/** Files that make their folder the folder of one package or group. */
export const PACKAGE_FILES: readonly string[] = ['package.nix', 'packages.nix', 'default.nix'];

// Why: docs/decisions/layouts.md#every-nix-file-is-accounted-for
/**
 * The Nix files of a repo that are no packages and that nothing in it reads, sorted. Every other
 * one is a package, is named by a package, belongs to a package's folder, is in the repo's own
 * folder or named by a file there, or is excluded.
 */
export function untakenFiles(
  reader: BodyReader,
  { kind, config }: Repo,
  sources: readonly PackageSource[],
): readonly string[] {
  const taken = new Set(sources.map(({ file }) => file));
  const folders = packageFolders(sources);
  const isExcluded = exclusion(config.exclude);
  const isLayer = (file: string): boolean =>
    kind === 'overlay' && Object.values(LAYER_FOLDERS).includes(posix.dirname(file));
  const candidates: string[] = [];
  const machinery: string[] = [];
  for (const file of nixFilesIn(reader, '')) {
    if (taken.has(file) || isExcluded(file)) continue;
    if (!file.includes('/') || isLayer(file)) machinery.push(file);
    else if (mayBeLost(file, folders)) candidates.push(file);
  }
  if (candidates.length === 0) return [];
  // A link in place of a package's folder: the files behind it are the package.
  const behind = new Set(sources.flatMap(({ file }) => reader.behindLinks(file) ?? []));
  const waiting = new Set(candidates);
  // NUR's file says itself which packages there are, so what it reads is not looked at.
  const isNur = sources.some((source) => source.kind === 'nur');
  const lookLikePackages = new Map<string, boolean>();
  // A file lies below many folders that are named, and is read for the first one.
  const mayBePackage = (file: string): boolean => {
    if (isNur || !waiting.has(file)) return false;
    const known = lookLikePackages.get(file);
    if (known !== undefined) return known;
    const isOwn = isInItsShard(packageFolderOf(file, folders) ?? '');
    const looks = !isOwn && looksLikePackage(reader, file);
    lookLikePackages.set(file, looks);
    return looks;
  };
  const followed = (calls: boolean): Following => ({
    calls,
    coversFolder: (folder, file) => !holdsOtherPackage(folder, file, sources),
    mayBePackage,
  });
  // The packages around them are asked first, because reading all files takes long.
  const near = new Set(candidates.flatMap((file) => packageFolderOf(file, folders) ?? []));
  const around = sources.filter(({ file }) => near.has(posix.dirname(file)));
  const steps = [
    () => reachedFiles(reader, filesOf(around), followed(true)),
    () => reachedFiles(reader, filesOf(sources), followed(true)),
    () => reachedFiles(reader, machinery, followed(false)),
  ];
  return steps.reduce<readonly string[]>(
    (left, reached) => {
      if (left.length === 0) return left;
      const found = reached();
      return left.filter((file) => !found.has(file));
    },
    candidates.filter((file) => !behind.has(file)),
  );
}

/**
 * Whether a path is one of those that `exclude` lists, or below one of them. What is listed may have
 * variables: `pkgs/<name>/metadata.nix`.
 */
export function exclusion(exclude: readonly string[] = []): (path: string) => boolean {
  const patterns = exclude.map(readPathPattern);
  return (path) => {
    const names = path.split('/');
    return patterns.some(
      (parts) => parts?.every((part, i) => i < names.length && fitsPart(part, names[i]!)) ?? false,
    );
  };
}

function filesOf(sources: readonly PackageSource[]): readonly string[] {
  return sources.map(({ file }) => file);
}

/**
 * Whether the folder of a package lies in its shard. Such a folder is one package and no more, so all
 * that the package reads there belongs to it.
 */
function isInItsShard(folder: string): boolean {
  return posix.basename(posix.dirname(folder)) === shardOf(posix.basename(folder));
}

/** The folders that belong to one package or group each. */
function packageFolders(sources: readonly PackageSource[]): ReadonlySet<string> {
  return new Set(
    sources.flatMap(({ file, kind }) =>
      kind !== 'nur' && PACKAGE_FILES.includes(posix.basename(file)) ? [posix.dirname(file)] : [],
    ),
  );
}

/** The nearest folder of a package around a file. */
function packageFolderOf(file: string, folders: ReadonlySet<string>): string | undefined {
  for (let at = posix.dirname(file); at !== '.'; at = posix.dirname(at)) {
    if (folders.has(at)) return at;
  }
  return undefined;
}

/**
 * Whether a file may be a package that is not taken. In the folder of a package, only what is called
 * as packages are, in a folder of its own; the other files there are the package's.
 */
function mayBeLost(file: string, folders: ReadonlySet<string>): boolean {
  const around = packageFolderOf(file, folders);
  if (around === undefined) return true;
  return around !== posix.dirname(file) && PACKAGE_FILES.includes(posix.basename(file));
}

/**
 * Whether a file looks like a package of another layout: it is called as packages are, and takes what
 * it names and nothing else. Modules and tests, which are called so too, take more (`...`).
 */
function looksLikePackage(reader: BodyReader, file: string): boolean {
  return PACKAGE_FILES.includes(posix.basename(file)) && reader.isClosedLambda(file);
}

/** Whether a folder holds a package other than the file itself. */
function holdsOtherPackage(
  folder: string,
  file: string,
  sources: readonly PackageSource[],
): boolean {
  const prefix = folder === '' ? '' : `${folder}/`;
  return sources.some((source) => source.file !== file && source.file.startsWith(prefix));
}

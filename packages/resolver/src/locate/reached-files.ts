import { posix } from 'node:path';
import type { Body } from '@nx-nix/lambdas';
import { below, type FolderReader } from './layouts/layout';

/** The access to a repo that following paths needs. */
export interface PathReader extends Pick<FolderReader, 'entries'> {
  /** The reading of a whole file; undefined where it cannot be read. */
  readonly body: (file: string) => Body | undefined;
  /** The folder to which the paths in a file are relative. */
  readonly folderOf: (file: string) => string;
  readonly isFolder: (path: string) => boolean;
}

/** A `PathReader` that also knows where links lead. */
export interface BodyReader extends PathReader, FolderReader {
  /** The path of a file behind all links; undefined if it is not in the repo. */
  readonly behindLinks: (file: string) => string | undefined;
  /** Whether a file is a function of named arguments and of no others: `{ stdenv, zlib }: …`. */
  readonly isClosedLambda: (file: string) => boolean;
}

/** How far paths are followed. */
export interface Following {
  /** False: a file that is passed to `callPackage` is a package, and not followed. */
  readonly calls: boolean;
  /**
   * Whether a folder is followed: then the files in it are. It is named as a whole in a file, or a
   * computed part follows it there.
   */
  readonly coversFolder: (folder: string, file: string, isComputed: boolean) => boolean;
  /** Whether a file below such a folder may be a package, which its folder's name does not reach. */
  readonly mayBePackage: (file: string) => boolean;
}

/**
 * The Nix files that some files name by path, directly or through other files, together with
 * these. Computed names (`./${name}.nix`) are not followed, but the folder before them is.
 */
export function reachedFiles(
  reader: PathReader,
  starts: readonly string[],
  { calls, coversFolder, mayBePackage }: Following,
): ReadonlySet<string> {
  const reached = new Set(starts);
  // NOTE: a set that grows is walked to its new end.
  for (const file of reached) {
    const from = reader.folderOf(file);
    for (const { path, text, isCalled, isBeginning } of reader.body(file)?.paths ?? []) {
      if (isCalled && !calls) continue;
      const target = posix.join(from, path ?? beforeComputed(text));
      if (target.startsWith('..')) continue;
      if (!reader.isFolder(target)) {
        if (target.endsWith('.nix')) reached.add(target);
        continue;
      }
      const folder = target === '.' ? '' : target.replace(/\/$/, '');
      reached.add(below(folder, 'default.nix'));
      const isComputed = path === undefined || isBeginning === true;
      if (!coversFolder(folder, file, isComputed)) continue;
      for (const inner of nixFilesIn(reader, folder)) {
        if (!mayBePackage(inner)) reached.add(inner);
      }
    }
  }
  return reached;
}

/** All Nix files below a folder, but for those in hidden folders. */
export function* nixFilesIn(
  reader: Pick<FolderReader, 'entries'>,
  folder: string,
): Iterable<string> {
  for (const { name, kind } of reader.entries(folder)) {
    const path = below(folder, name);
    if (kind === 'file' && name.endsWith('.nix')) yield path;
    else if (kind === 'folder' && !name.startsWith('.')) yield* nixFilesIn(reader, path);
  }
}

/** The folder of a path with a computed part: `./x` for `./x/${name}.nix`. */
function beforeComputed(text: string): string {
  const known = text.slice(0, Math.max(0, text.indexOf('${')));
  return known.slice(0, known.lastIndexOf('/') + 1) || '.';
}

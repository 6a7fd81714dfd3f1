import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { FileTooLarge, LeadsOutside, NotARegularFile, type OtherKind } from './file-failure';

// Why: docs/decisions/limits.md#ten-times-the-largest-known
/** How many bytes of one file are read at most, where the caller says nothing else. */
export const MOST_BYTES = 160_000_000;

/** How a file is opened. */
export interface OpenOptions {
  /** False: the path itself must be the file, and no link to it. Default: links are followed. */
  readonly followsLinks?: boolean;
}

/** An open file. The caller closes the handle. */
export interface OpenFile {
  readonly handle: number;
  /** Of what was opened, not of what the path may lead to by now. */
  readonly stats: BigIntStats;
}

/**
 * NOTE: a pipe without a writer is opened at once with `O_NONBLOCK`, and waited for without it. A
 * terminal must not become ours. Windows knows none of these.
 */
const READ =
  constants.O_RDONLY |
  (constants.O_NONBLOCK ?? 0) |
  ((constants.O_NOCTTY as number | undefined) ?? 0);
const NO_LINK = constants.O_NOFOLLOW ?? 0;

// Why: docs/decisions/limits.md#files-are-opened-once-and-asked-through-the-handle
/**
 * Opens a regular file for reading. What was opened is asked for what it is: between a question to
 * the path and the opening, the path could be made another one.
 * @throws NotARegularFile, or the system's error; nothing stays open then
 */
export function openRegular(
  path: string | Buffer,
  { followsLinks = true }: OpenOptions = {},
): OpenFile {
  const handle = opened(path, followsLinks);
  try {
    const stats = fstatSync(handle, { bigint: true });
    if (!stats.isFile()) throw new NotARegularFile(String(path), kindOf(stats));
    return { handle, stats };
  } catch (error) {
    closeSync(handle);
    throw error;
  }
}

function opened(path: string | Buffer, followsLinks: boolean): number {
  try {
    return openSync(path, followsLinks ? READ : READ | NO_LINK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // What the system answers for a socket, and for a device that nothing is behind.
    if (code === 'ENXIO' || code === 'ENODEV') throw new NotARegularFile(String(path), 'a socket');
    if (code === 'ELOOP' && !followsLinks) throw new NotARegularFile(String(path), 'a link');
    throw error;
  }
}

function kindOf(stats: BigIntStats): OtherKind {
  if (stats.isDirectory()) return 'a folder';
  if (stats.isFIFO()) return 'a pipe';
  return stats.isSocket() ? 'a socket' : 'a device';
}

/**
 * The content of a regular file.
 * @param most how many bytes are read at most
 * @throws NotARegularFile, FileTooLarge, or the system's error
 */
export function readRegular(path: string, most = MOST_BYTES, options?: OpenOptions): Buffer {
  const { handle, stats } = openRegular(path, options);
  try {
    return readAll(handle, path, Number(stats.size), most);
  } finally {
    closeSync(handle);
  }
}

/** As `readRegular`, as UTF-8 text. */
export function readRegularText(path: string, most?: number): string {
  return readRegular(path, most).toString('utf8');
}

/** How a file in a folder is read. */
export interface ReadInsideOptions {
  /** How many bytes are read at most. */
  readonly most?: number;
  /** The folder that no link may lead out of. Default: the folder of the file. */
  readonly within?: string;
}

/**
 * The content of a file in a folder. Links are followed, but not out of the folder: a repo could
 * otherwise name any file of the machine.
 * @param folder for a `file` without `/`, links on the way to it are not looked for
 * @param file from the folder, with `/`
 * @throws LeadsOutside, and what `readRegular` throws
 */
export function readInside(
  folder: string,
  file: string,
  { most = MOST_BYTES, within = folder }: ReadInsideOptions = {},
): Buffer {
  const path = join(folder, file);
  if (!file.includes('/')) {
    try {
      return readRegular(path, most, { followsLinks: false });
    } catch (error) {
      if (!(error instanceof NotARegularFile && error.kind === 'a link')) throw error;
    }
  }
  const root = realpathSync(within);
  const target = realpathSync(path);
  if (!target.startsWith(root.endsWith(sep) ? root : root + sep)) {
    throw new LeadsOutside(path, target, relative(root, target).split(sep).join('/'));
  }
  return readRegular(target, most, { followsLinks: false });
}

/** NOTE: a file may say that it is empty and is not (`/proc`), and may grow: so it is counted. */
function readAll(handle: number, path: string, size: number, most: number): Buffer {
  if (size > most) throw new FileTooLarge(path, size, most);
  let buffer = Buffer.allocUnsafe(size > 0 ? size : 4096);
  let length = 0;
  for (;;) {
    if (length === buffer.length) {
      if (length === size) break;
      buffer = Buffer.concat([buffer, Buffer.allocUnsafe(buffer.length)]);
    }
    const read = readSync(handle, buffer, length, buffer.length - length, null);
    length += read;
    if (length > most) throw new FileTooLarge(path, length, most);
    if (read === 0) break;
  }
  return buffer.subarray(0, length);
}

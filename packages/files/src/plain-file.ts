import { closeSync, lstatSync, readSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';
import { FileTooLarge } from './file-failure';
import { MOST_BYTES, openRegular } from './regular-file';

/** The content of a file, and the state of the file before it was read. */
export interface Content {
  /** Valid only until the next file is read: all files are read into the same buffer. */
  readonly bytes: Uint8Array;
  readonly state?: FileState;
}

/** Shows, without reading a file, whether it was written to: every write changes its state. */
export interface FileState {
  /** Times, size and inode, as one text. */
  readonly signature: string;
  /** Number of the device that holds the file. */
  readonly device: bigint;
  /** The later of mtime and ctime, in ns, by the clock of the file system. */
  readonly changed: bigint;
}

/**
 * The state of a file, from `lstat`. NOTE: the signature is made on demand, as text takes memory.
 */
export class StatFileState implements FileState {
  readonly size: number;
  readonly device: bigint;
  private readonly changedAt: bigint;
  private readonly writtenAt: bigint;
  private readonly inode: bigint;

  constructor({ size, mtimeNs, ctimeNs, ino, dev }: BigIntStats) {
    this.size = Number(size);
    this.device = dev;
    this.changedAt = ctimeNs;
    this.writtenAt = mtimeNs === ctimeNs ? ctimeNs : mtimeNs;
    this.inode = ino;
  }

  get changed(): bigint {
    return this.changedAt > this.writtenAt ? this.changedAt : this.writtenAt;
  }

  get signature(): string {
    // NOTE: in base 16, because a bigint is converted fastest to that.
    const changed = this.changedAt.toString(16);
    const written = this.writtenAt === this.changedAt ? '' : this.writtenAt.toString(16);
    return `${changed} ${written} ${this.size.toString(16)} ${this.inode.toString(16)}`;
  }
}

/** The state of a file whose `lstat` was already called. */
export function stateFrom(stats: BigIntStats): FileState {
  return new StatFileState(stats);
}

const statOptions = { bigint: true, throwIfNoEntry: false } as const;

/** The state of a regular file; null for a link or folder, undefined where nothing exists. */
export function stateOf(path: string): StatFileState | null | undefined {
  const stats = lstatSync(path, statOptions);
  if (stats === undefined) return undefined;
  return stats.isFile() ? new StatFileState(stats) : null;
}

/** NOTE: one shared buffer halves the cost of `readFileSync`, which allocates for each file. */
let buffer = Buffer.allocUnsafe(1 << 16);

/**
 * Reads a whole regular file. The state is taken first, so that a write during the reading changes
 * it.
 * @param known the state of the file, if already asked for; then the file must not be a link
 * @param most how many bytes are read at most
 * @throws NotARegularFile, FileTooLarge, or the system's error where it cannot be opened or read
 */
export function readContent(path: string, known?: StatFileState, most = MOST_BYTES): Content {
  const { handle, stats } = openRegular(path, { followsLinks: known === undefined });
  try {
    const state = known ?? new StatFileState(stats);
    if (stats.size > most) throw new FileTooLarge(path, Number(stats.size), most);
    let length = 0;
    let read: number;
    do {
      if (length === buffer.length) buffer = Buffer.concat([buffer, buffer]);
      read = readSync(handle, buffer, length, buffer.length - length, null);
      length += read;
      if (length > most) throw new FileTooLarge(path, length, most);
    } while (read > 0 && length !== state.size);
    return { bytes: buffer.subarray(0, length), state };
  } finally {
    closeSync(handle);
  }
}

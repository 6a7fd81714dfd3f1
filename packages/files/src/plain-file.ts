import { closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import type { BigIntStats } from 'node:fs';

/** What a file held, and what it looked like before it was read. */
export interface Content {
  /** Good until the next file is read. */
  readonly bytes: Uint8Array;
  readonly state?: FileState;
}

/** What tells, without reading it, that a file was written to: any write changes it. */
export interface FileState {
  /** Size, times and inode, as one text. */
  readonly signature: string;
  /** The device that it lies on. */
  readonly device: bigint;
  /** When it was last written to or changed otherwise, as its file system tells time (ns). */
  readonly changed: bigint;
}

/** What a file looks like, as the system says it. NOTE: in words only when asked for, as text is long. */
export class FileLooks implements FileState {
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
    // NOTE: base 16, as a bigint is written in no other so quickly.
    const changed = this.changedAt.toString(16);
    const written = this.writtenAt === this.changedAt ? '' : this.writtenAt.toString(16);
    return `${changed} ${written} ${this.size.toString(16)} ${this.inode.toString(16)}`;
  }
}

/** The same from what is known of the file already. */
export function stateFrom(stats: BigIntStats): FileState {
  return new FileLooks(stats);
}

const asked = { bigint: true, throwIfNoEntry: false } as const;

/** The state of a regular file; null for anything else, undefined where there is nothing. */
export function stateOf(path: string): FileLooks | null | undefined {
  const stats = lstatSync(path, asked);
  if (stats === undefined) return undefined;
  return stats.isFile() ? new FileLooks(stats) : null;
}

/** Where files are read to. NOTE: half the price of `readFileSync`, which asks more and allocates anew. */
let buffer = Buffer.allocUnsafe(1 << 16);

const plainly = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

/**
 * Reads a whole file, its state first: what is written meanwhile makes another state.
 * @param known its state, where that has been asked for; if it is a link by now, that is an error
 */
export function readContent(path: string, known?: FileLooks): Content {
  const handle = openSync(path, known ? plainly : 'r');
  try {
    const state = known ?? new FileLooks(fstatSync(handle, { bigint: true }));
    let length = 0;
    let read: number;
    do {
      if (length === buffer.length) buffer = Buffer.concat([buffer, buffer]);
      read = readSync(handle, buffer, length, buffer.length - length, null);
      length += read;
    } while (read > 0 && length !== state.size);
    return { bytes: buffer.subarray(0, length), state };
  } finally {
    closeSync(handle);
  }
}

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

/** A state that says how much is to be read. */
export interface PlainState extends FileState {
  readonly size: number;
}

const asked = { bigint: true, throwIfNoEntry: false } as const;

/** The state of a regular file; null for anything else, undefined where there is nothing. */
export function stateOf(path: string): PlainState | null | undefined {
  const stats = lstatSync(path, asked);
  if (stats === undefined) return undefined;
  return stats.isFile() ? stateFrom(stats) : null;
}

function stateFrom({ size, mtimeNs, ctimeNs, ino, dev }: BigIntStats): PlainState {
  // NOTE: base 16, as a bigint is written in no other so quickly.
  const changed = ctimeNs.toString(16);
  const written = mtimeNs === ctimeNs ? '' : mtimeNs.toString(16);
  return {
    signature: `${changed} ${written} ${size.toString(16)} ${ino.toString(16)}`,
    device: dev,
    size: Number(size),
    changed: ctimeNs > mtimeNs ? ctimeNs : mtimeNs,
  };
}

/** Where files are read to. NOTE: half the price of `readFileSync`, which asks more and allocates anew. */
let buffer = Buffer.allocUnsafe(1 << 16);

const plainly = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0);

/**
 * Reads a whole file, its state first: what is written meanwhile makes another state.
 * @param known its state, where that has been asked for; if it is a link by now, that is an error
 */
export function readContent(path: string, known?: PlainState): Content {
  const handle = openSync(path, known ? plainly : 'r');
  try {
    const state = known ?? stateFrom(fstatSync(handle, { bigint: true }));
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

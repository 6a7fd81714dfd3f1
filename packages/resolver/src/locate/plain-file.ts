import { closeSync, fstatSync, lstatSync, openSync, readSync, type BigIntStats } from 'node:fs';

/** What a file held, and what it looked like just before it was read. */
export interface Content {
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

/** The state of a regular file; undefined for what is none, or is not there. */
export function stateOf(path: string): FileState | undefined {
  const stats = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  return stats?.isFile() ? stateFrom(stats) : undefined;
}

/** The same from what is known of the file already. */
export function stateFrom({ size, mtimeNs, ctimeNs, ino, dev }: BigIntStats): FileState {
  // NOTE: base 16, as a bigint is written in no other so quickly.
  const changed = ctimeNs.toString(16);
  const written = mtimeNs === ctimeNs ? '' : mtimeNs.toString(16);
  return {
    signature: `${changed} ${written} ${size.toString(16)} ${ino.toString(16)}`,
    device: dev,
    changed: ctimeNs > mtimeNs ? ctimeNs : mtimeNs,
  };
}

/** Where files are read to. NOTE: half the price of `readFileSync`, which asks more and allocates anew. */
let buffer = Buffer.allocUnsafe(1 << 16);

/** Reads a whole file, its state first: what is written meanwhile makes another state. */
export function readContent(path: string): Content {
  const handle = openSync(path, 'r');
  try {
    const stats = fstatSync(handle, { bigint: true });
    const size = Number(stats.size);
    let length = 0;
    let read: number;
    do {
      if (length === buffer.length) buffer = Buffer.concat([buffer, buffer]);
      read = readSync(handle, buffer, length, buffer.length - length, null);
      length += read;
    } while (read > 0 && length !== size);
    return { bytes: Buffer.from(buffer.subarray(0, length)), state: stateFrom(stats) };
  } finally {
    closeSync(handle);
  }
}

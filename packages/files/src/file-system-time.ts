import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/** The current time of a file system: its device number, and its own clock in ns. */
export interface FileSystemTime {
  readonly device: bigint;
  readonly time: bigint;
}

/**
 * The time of the file system that holds `path`: the mtime of a file that is created beside it and
 * removed again. Creates the folder if needed; undefined where no file can be created.
 */
export function fileSystemTime(path: string): FileSystemTime | undefined {
  const probe = `${path}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const handle = openSync(probe, 'wx');
    try {
      const { dev, mtimeNs } = fstatSync(handle, { bigint: true });
      return { device: dev, time: mtimeNs };
    } finally {
      closeSync(handle);
      rmSync(probe, { force: true });
    }
  } catch {
    return undefined;
  }
}

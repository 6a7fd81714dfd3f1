import { randomBytes } from 'node:crypto';
import { closeSync, fstatSync, mkdirSync, openSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/** What time it is on a device, as its file system tells it (ns). */
export interface FileTime {
  readonly device: bigint;
  readonly time: bigint;
}

/** Asked by making a file beside the given one; undefined where none can be made. */
export function fileTimeBeside(path: string): FileTime | undefined {
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

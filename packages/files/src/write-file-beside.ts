import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/**
 * Writes a file atomically: a temporary file beside it is written, then renamed. Even if the
 * writing is interrupted, every reader gets either the old content or the new content.
 * @throws the system's error; the old file is then unchanged
 */
export function writeFileBeside(file: string, content: string): void {
  writeFilesBeside([[file, content]]);
}

/**
 * Writes several files that belong together, as pairs of path and content. All temporary files are
 * written before the first one is renamed, so that a full disk leaves every old file unchanged.
 */
export function writeFilesBeside(files: readonly (readonly [string, string])[]): void {
  const staged: [beside: string, file: string][] = [];
  try {
    for (const [file, content] of files) {
      const beside = `${file}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
      staged.push([beside, file]);
      naming(file, () => writeThrough(beside, content));
    }
    for (const [beside, file] of staged) renameSync(beside, file);
  } finally {
    for (const [beside] of staged) rmSync(beside, { force: true });
  }
}

/** Adds the file that a person knows to an error that names the one beside it. */
function naming(file: string, write: () => void): void {
  try {
    write();
  } catch (error) {
    throw Object.assign(error as NodeJS.ErrnoException, { dest: file });
  }
}

/** Writes a new file and waits until it is on the disk. */
function writeThrough(file: string, content: string): void {
  const handle = openSync(file, 'wx');
  try {
    const bytes = Buffer.from(content);
    for (let written = 0; written < bytes.length;) written += writeSync(handle, bytes, written);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

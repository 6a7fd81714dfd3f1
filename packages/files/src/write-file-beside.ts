import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';

/**
 * Writes a file whole or not at all: beside its place first, then renamed over it, so that whoever
 * reads it, and whoever is interrupted, has the old one or the new one.
 */
export function writeFileBeside(file: string, content: string): void {
  writeFilesBeside([[file, content]]);
}

/**
 * The same for files that belong together: all are written beside their places before the first
 * takes its place, so that a full disk leaves every one of them as it was.
 */
export function writeFilesBeside(files: readonly (readonly [string, string])[]): void {
  const staged: [beside: string, file: string][] = [];
  try {
    for (const [file, content] of files) {
      const beside = `${file}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
      staged.push([beside, file]);
      writeThrough(beside, content);
    }
    for (const [beside, file] of staged) renameSync(beside, file);
  } finally {
    for (const [beside] of staged) rmSync(beside, { force: true });
  }
}

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

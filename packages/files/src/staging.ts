import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** What is to take the place of a file. */
export interface Staged {
  readonly file: string;
  /** A temporary file beside it; undefined: there is to be no file. */
  readonly beside: string | undefined;
}

/** The temporary files of one writing: each lies beside the file whose place it is to take. */
export class Staging {
  private readonly made: string[] = [];

  /** Writes a text, and waits until it is on the disk. */
  text(file: string, content: string): Staged {
    return { file, beside: this.make(file, (beside) => writeThrough(beside, content)) };
  }

  /** Copies the file as it is now. */
  copy(file: string): Staged {
    try {
      const copy = (beside: string): void =>
        copyFileSync(file, beside, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      return { file, beside: this.make(file, copy) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return { file, beside: undefined };
    }
  }

  /** Removes what took no place. What cannot be removed stays: the error before it counts. */
  remove(): void {
    for (const beside of this.made) {
      try {
        rmSync(beside, { force: true });
      } catch {
        // A read-only disk, or a folder that somebody closed meanwhile.
      }
    }
  }

  private make(file: string, write: (beside: string) => void): string {
    const beside = `${file}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
    this.made.push(beside);
    naming(file, () => write(beside));
    return beside;
  }
}

/**
 * Renames each temporary file to the file whose place it takes, one after the other, and waits until
 * the disk has the names: after a power failure, none of these is missing where a later one is there.
 */
export function replaceFiles(staged: readonly Staged[]): void {
  for (const { file, beside } of staged) {
    naming(file, () => {
      if (beside === undefined) rmSync(file, { force: true });
      else renameSync(beside, file);
    });
  }
  for (const folder of new Set(staged.map(({ file }) => dirname(file)))) flushFolder(folder);
}

/**
 * Removes the temporary files that killed runs left beside a file. Only for whom no other run can be
 * writing it now.
 */
export function removeLeftBeside(file: string): void {
  const folder = dirname(file);
  const start = `${basename(file)}.`;
  for (const name of namesIn(folder)) {
    if (!name.startsWith(start) || !LEFT.test(name.slice(start.length))) continue;
    rmSync(join(folder, name), { force: true });
  }
}

/** What stands behind the name of the file. */
const LEFT = /^\d+\.[0-9a-f]{8}\.tmp$/;

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
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

/** NOTE: not every system has this (Windows), and not every file system; then it orders by itself. */
function flushFolder(folder: string): void {
  try {
    const handle = openSync(folder, 'r');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch {
    // The files themselves are on the disk.
  }
}

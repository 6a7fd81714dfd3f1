import { replaceFiles, Staging, type Staged } from './staging';

/**
 * A file that everybody who reads the others of its set reads too, and what it says while these are
 * replaced: that they do not belong together now.
 */
export interface Door {
  /** One of the files of the set. */
  readonly file: string;
  readonly closed: string;
}

/**
 * Writes a file atomically: a temporary file beside it is written, then renamed. Even if the
 * writing is interrupted, every reader gets either the old content or the new content.
 * @throws the system's error; the old file is then unchanged
 */
export function writeFileBeside(file: string, content: string): void {
  writeFilesBeside([[file, content]]);
}

// Why: docs/decisions/emitting.md#a-set-of-files-has-doors
/**
 * Writes several files that belong together, as pairs of path and content. All temporary files are
 * written before the first one is renamed, so that a full disk leaves every old file unchanged. A
 * kill between two renames leaves a mixture of old and new files, but then a door is closed: the
 * doors are replaced first, by what says so, and last, by what they are to be. Two runs at once need
 * a lock around this.
 * @param doors none is needed where every file is read by itself, or after this run only
 * @throws the system's error; all files are then as they were, or else a door is closed
 */
export function writeFilesBeside(
  files: readonly (readonly [file: string, content: string])[],
  doors: readonly Door[] = [],
): void {
  const staging = new Staging();
  try {
    const fresh = files.map(([file, content]) => staging.text(file, content));
    // One rename needs no door, and nothing that could be put back.
    if (fresh.length <= 1) return replaceFiles(fresh);
    const shut = doors.map(({ file, closed }) => staging.text(file, closed));
    const old = files.map(([file]) => staging.copy(file));
    try {
      replaceFiles(shut);
      replaceBehind(doors, fresh);
    } catch (error) {
      putBack(doors, old);
      throw error;
    }
  } finally {
    staging.remove();
  }
}

/** Replaces what is behind closed doors, and then opens them. */
function replaceBehind(doors: readonly Door[], staged: readonly Staged[]): void {
  const isOf = ({ file }: Door, one: Staged): boolean => one.file === file;
  replaceFiles(staged.filter((one) => !doors.some((door) => isOf(door, one))));
  replaceFiles(doors.flatMap((door) => staged.filter((one) => isOf(door, one))));
}

/** As far as the system lets us: where it does not, the doors stay closed. */
function putBack(doors: readonly Door[], old: readonly Staged[]): void {
  try {
    replaceBehind(doors, old);
  } catch {
    // What went wrong first is what a person has to be told.
  }
}

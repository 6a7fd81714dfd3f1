import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onExit } from 'signal-exit';

/** A new, empty folder for files of this process alone. */
export interface TemporaryFolder {
  /** Absolute, without links. */
  readonly path: string;
  /** Removes the folder; a second call does nothing. */
  remove(): void;
}

/**
 * Makes a folder below the system's temporary folder. It is removed by `remove`, or when the process
 * ends, also by a signal: nobody else would remove it then.
 * @param purpose the middle of its name: `nx-nix-<purpose>-Xq3f0a`
 */
export function temporaryFolder(purpose: string): TemporaryFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), `nx-nix-${purpose}-`)));
  // Git or Nix may still write while this process ends.
  const removeNow = (): void => rmSync(path, { recursive: true, force: true, maxRetries: 3 });
  const forget = onExit(removeNow);
  return {
    path,
    remove: () => {
      forget();
      removeNow();
    },
  };
}

/** Calls `use` with a temporary folder that is there until it ends. */
export async function withTemporaryFolder<T>(
  purpose: string,
  use: (path: string) => Promise<T>,
): Promise<T> {
  const { path, remove } = temporaryFolder(purpose);
  try {
    return await use(path);
  } finally {
    remove();
  }
}

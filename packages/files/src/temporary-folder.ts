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
 * ends, also by a signal that can be caught: nobody else would remove it then.
 * @param purpose the middle of its name: `nx-nix-<purpose>-Xq3f0a`
 */
export function temporaryFolder(purpose: string): TemporaryFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), `nx-nix-${purpose}-`)));
  removeAtExit();
  open.add(path);
  return {
    path,
    remove: () => {
      open.delete(path);
      removeWhole(path);
    },
  };
}

/** The folders that are there now. */
const open = new Set<string>();
let isRemovedAtExit = false;

/**
 * Removes all folders when the process ends: last, when execa has ended the processes that may write
 * to them. Nx sends a second signal soon after the first one, which would end this process too
 * early: from the first moment on, further signals are ignored.
 */
function removeAtExit(): void {
  if (isRemovedAtExit) return;
  isRemovedAtExit = true;
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const ignore = (): void => {};
  onExit(() => {
    if (open.size === 0) return;
    for (const signal of signals) process.on(signal, ignore);
  });
  const removeAll = (): void => {
    try {
      for (const path of open) removeWhole(path);
    } finally {
      for (const signal of signals) process.off(signal, ignore);
    }
  };
  onExit(removeAll, { alwaysLast: true });
}

const MOST_TRIES = 20;
const PAUSE_MS = 50;

/**
 * Removes a folder, again and again for a second: a process that was told to end still writes.
 * `maxRetries` of `rmSync` would repeat only the last step, and not list the folder anew.
 */
function removeWhole(path: string): void {
  for (let tries = 1; ; tries++) {
    try {
      rmSync(path, { recursive: true, force: true });
      return;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (tries === MOST_TRIES || (code !== 'ENOTEMPTY' && code !== 'EBUSY')) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
    }
  }
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

/**
 * The parts of Nx that are not its public interface, in one place: so a change in Nx affects one
 * file.
 */
// NOTE: not from `@nx/devkit/internal`: it loads everything that Nx has for generators, which took
// half of the time to load this plugin, in every process that Nx starts.
import { closeSync, openSync } from 'node:fs';
import { FileLock, IS_WASM } from 'nx/src/native';
import { workspaceDataDirectory } from 'nx/src/utils/cache-directory';
import {
  getFilesInDirectoryUsingContext,
  updateContextWithChangedFiles,
} from 'nx/src/utils/workspace-context';

/** The folder where Nx keeps data of this workspace on this machine. */
export function dataDirectory(): string {
  return workspaceDataDirectory;
}

/** The files below a folder that Nx hashes, without those that it ignores. */
export function filesThatNxSees(workspaceRoot: string, folder: string): Promise<string[]> {
  return getFilesInDirectoryUsingContext(workspaceRoot, folder);
}

/**
 * Does something while no other process holds the lock of this file. The system takes a lock from a
 * process that ends, however it ends. Where Nx has no locks (as wasm), or the file system has none,
 * nothing is waited for.
 * @throws the system's error where the file cannot be written
 */
export function withFileLock<T>(file: string, work: () => T): T {
  // Nx would tell what goes wrong here without a code.
  closeSync(openSync(file, 'a'));
  const lock = IS_WASM ? undefined : locked(file);
  try {
    return work();
  } finally {
    lock?.unlock();
  }
}

function locked(file: string): FileLock | undefined {
  try {
    const lock = new FileLock(file);
    lock.lock();
    return lock;
  } catch {
    return undefined;
  }
}

/** Tells Nx which files were written, by their paths from the workspace root. */
export function tellWritten(workspaceRoot: string, files: readonly string[]): Promise<void> {
  return updateContextWithChangedFiles(workspaceRoot, [], [...files], []);
}

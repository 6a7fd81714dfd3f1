import { createHash, type Hash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { readRegular } from '@nx-nix/files';
import { compareNames } from '@nx-nix/resolver';

/** How changes in folders are detected. */
export interface TrackedFolders {
  /** By the content of files: for folders where tools write equal files again. */
  readonly byContent: readonly string[];
  /**
   * By the state of each file (size, times, inode, mode). No file is read, so that a base of
   * 100,000 files costs a second or two.
   */
  readonly byState: readonly string[];
}

/**
 * A hash that stays equal while nobody changes anything in these folders. `.git` does not count.
 */
export function folderIdentity({ byContent, byState }: TrackedFolders): string {
  const hash = createHash('sha256');
  for (const folder of real(byContent)) add(hash, folder, true);
  hash.update('\0');
  for (const folder of real(byState)) add(hash, folder, false);
  return hash.digest('hex');
}

function real(folders: readonly string[]): readonly string[] {
  const found = folders.filter((folder) => existsSync(folder));
  return [...new Set(found.map((folder) => realpathSync(folder)))].sort(compareNames);
}

function add(hash: Hash, path: string, isRead: boolean): void {
  const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (!found) {
    hash.update(`${path}\0none\0`);
  } else if (found.isDirectory()) {
    hash.update(`${path}\0folder\0`);
    for (const name of readdirSync(path).sort(compareNames)) {
      if (name !== '.git') add(hash, join(path, name), isRead);
    }
  } else if (found.isSymbolicLink()) {
    hash.update(`${path}\0link ${readlinkSync(path)}\0`);
  } else if (isRead && found.isFile()) {
    const content = createHash('sha256').update(readRegular(path, Infinity)).digest('hex');
    hash.update(`${path}\0${found.mode} ${content}\0`);
  } else {
    const { dev, ino, mode, size, mtimeNs, ctimeNs } = found;
    hash.update(`${path}\0${[dev, ino, mode, size, mtimeNs, ctimeNs].join(' ')}\0`);
  }
}

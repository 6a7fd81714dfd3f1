import { createHash, type Hash } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { compareNames } from '@nx-nix/resolver';

/**
 * Equal as long as nobody wrote to anything in these folders: the state of each file (size, times,
 * inode, mode), and where links lead. Nothing is read, so that a base of 100,000 files costs a
 * second or two. Of git, only what is checked out.
 */
export function folderIdentity(folders: readonly string[]): string {
  const hash = createHash('sha256');
  const real = folders.filter((folder) => existsSync(folder)).map((folder) => realpathSync(folder));
  for (const folder of [...new Set(real)].sort(compareNames)) add(hash, folder);
  return hash.digest('hex');
}

function add(hash: Hash, path: string): void {
  const found = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (!found) {
    hash.update(`${path}\0none\0`);
  } else if (found.isDirectory()) {
    hash.update(`${path}\0folder\0`);
    for (const name of readdirSync(path).sort(compareNames)) {
      if (name !== '.git') add(hash, join(path, name));
    }
  } else if (found.isSymbolicLink()) {
    hash.update(`${path}\0${readlinkSync(path)}\0`);
  } else {
    const { dev, ino, mode, size, mtimeNs, ctimeNs } = found;
    hash.update(`${path}\0${[dev, ino, mode, size, mtimeNs, ctimeNs].join(' ')}\0`);
  }
}

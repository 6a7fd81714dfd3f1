import { chmod, lstat, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Removes a folder with its content, even if folders in it are read-only, as in a Nix store;
 * otherwise only root could remove those. Links are not followed.
 *
 * @param {string} folder may be missing
 */
export async function removeTree(folder) {
  await makeWritable(folder);
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}

/** @param {string} folder */
async function makeWritable(folder) {
  const found = await lstat(folder).catch(() => undefined);
  if (!found?.isDirectory()) return;
  if ((found.mode & 0o700) !== 0o700) await chmod(folder, 0o700);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) await makeWritable(join(folder, entry.name));
  }
}

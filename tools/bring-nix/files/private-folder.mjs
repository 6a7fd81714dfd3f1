import { accessSync, constants, existsSync } from 'node:fs';
import { access, mkdir, realpath, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem } from '../messages/problem.mjs';
import { sha256 } from './sha256.mjs';

/** The variable that names the folder of private Nixes. */
const FOLDER_VARIABLE = 'NX_NIX_PRIVATE';

const LONGEST = 100;

/**
 * The default folder of private Nixes: `.nix-private` in the project. If the project's path cannot
 * contain a store, or the folder belongs to another user (such as root), a folder in the user's
 * cache.
 *
 * @param {{ env?: Readonly<Record<string, string | undefined>>, project?: string }} [options]
 * @returns {string}
 */
export function defaultFolder({ env = process.env, project = projectFolder() } = {}) {
  const named = env[FOLDER_VARIABLE];
  if (named) return named;
  const inside = join(project, '.nix-private');
  if (unfit(inside) === undefined && isWritable(existsSync(inside) ? inside : project))
    return inside;
  const cache = env['XDG_CACHE_HOME'] || join(homedir(), '.cache');
  return join(cache, 'nx-nix', sha256(project).slice(0, 8));
}

/**
 * Makes the folder if needed, with a .gitignore, so that git, Nx and npm ignore it.
 *
 * @param {string} folder
 * @returns {Promise<string>} its real path: Nix rejects a store behind a symbolic link
 * @throws {Problem} when it cannot contain a store
 */
export async function prepareFolder(folder) {
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    const real = await realpath(folder);
    const why = unfit(real);
    if (why !== undefined)
      throw new Problem(
        `A Nix store cannot lie in ${real}: ${why}. Name another folder with --folder or in ${FOLDER_VARIABLE}.`,
      );
    if (!existsSync(join(real, '.gitignore'))) await writeFile(join(real, '.gitignore'), '*\n');
    return real;
  } catch (thrown) {
    const { code = '' } = /** @type {NodeJS.ErrnoException} */ (thrown);
    if (!['EACCES', 'EPERM', 'EROFS', 'ENOSPC', 'ENOTDIR', 'EEXIST'].includes(code)) throw thrown;
    throw new Problem(
      `The private Nix cannot be kept in ${folder}, which cannot be written to (${code}). Name another folder with --folder or in ${FOLDER_VARIABLE}.`,
      { cause: thrown },
    );
  }
}

/**
 * Why a folder cannot contain a store; undefined if it can. Scripts in a store begin with `#!` and
 * its path. The kernel cuts that line at 255 bytes and at the first blank, and builders seldom
 * quote the path.
 *
 * @param {string} folder
 * @returns {string | undefined}
 */
function unfit(folder) {
  if (!/^[\w/.+@~-]*$/.test(folder))
    return 'its path has a character other than letters, digits and /._+-@~';
  if (folder.length > LONGEST) return `its path is longer than ${LONGEST} characters`;
  return undefined;
}

/** @param {string} folder */
function isWritable(folder) {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** The folder of the project these tools belong to. @returns {string} */
export function projectFolder() {
  return resolve(fileURLToPath(import.meta.url), '../../../..');
}

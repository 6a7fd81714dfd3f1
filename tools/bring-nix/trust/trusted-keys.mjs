import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Problem, sentence } from '../messages/problem.mjs';
import { sha256 } from '../files/sha256.mjs';
import { fingerprintOf, readKeys } from './read-keys.mjs';

/**
 * Whose signatures are trusted.
 *
 * @typedef {object} Trust
 * @property {string} name part of a file name: what was seen by other keys is of another archive
 * @property {readonly import('openpgp').Key[]} keys
 * @property {Readonly<Record<string, string>>} floors by code name of a suite: an index that is
 *   older is refused
 * @property {string} [said] a line for the user, where these are not the pinned keys
 */

/**
 * The pinned keys of Debian's archive, as they are committed; each key is in a file beside it that
 * is called by its fingerprint.
 *
 * @typedef {object} Pinned
 * @property {string} version of Debian's package debian-archive-keyring, which the keys are from
 * @property {string} sha256 of that package
 * @property {readonly { fingerprint: string, owner: string }[]} keys
 * @property {Readonly<Record<string, string>>} floors
 */

/** The variable that names a keyring for mirrors that sign by themselves. */
const KEYRING_VARIABLE = 'NX_NIX_DEBIAN_KEYRING';

/** The folder of the pinned keys. */
export const pinnedFolder = join(dirname(fileURLToPath(import.meta.url)), 'pinned');

/**
 * The keys to trust: those of the keyring in NX_NIX_DEBIAN_KEYRING, else the pinned ones.
 *
 * @param {{ env?: Readonly<Record<string, string | undefined>>, folder?: string }} [options]
 * @returns {Promise<Trust>}
 * @throws {Problem} when a keyring cannot be read, or a pinned key is not the one it is said to be
 */
export async function trustedKeys({ env = process.env, folder = pinnedFolder } = {}) {
  const named = env[KEYRING_VARIABLE];
  return named ? keysOfUser(named) : pinnedKeys(folder);
}

/**
 * @param {string} file
 * @returns {Promise<Trust>}
 */
async function keysOfUser(file) {
  if (file === 'none') {
    throw new Problem(
      `${KEYRING_VARIABLE} cannot be "none" any more: an index without a signature is never taken. Leave it out, or name the keyring of a mirror that signs by itself.`,
    );
  }
  const bytes = await readFile(file).catch((thrown) => {
    throw new Problem(
      `${KEYRING_VARIABLE} names ${file}, which cannot be read: ${sentence(thrown)}.`,
    );
  });
  const keys = await readKeys(bytes, file);
  const prints = keys.map(fingerprintOf).sort();
  return {
    name: sha256(prints.join()).slice(0, 8),
    keys,
    floors: {},
    said: `trusting ${prints.join(', ')} of ${file} instead of Debian's keys`,
  };
}

/**
 * @param {string} folder
 * @returns {Promise<Trust>}
 */
async function pinnedKeys(folder) {
  const pinned = await readPinned(folder);
  const keys = await Promise.all(
    pinned.keys.map(async ({ fingerprint }) => {
      const file = join(folder, `${fingerprint}.asc`);
      const [key, ...others] = await readKeys(await readFile(file), file);
      if (!key || others.length > 0 || fingerprintOf(key) !== fingerprint) {
        throw new Problem(
          `${file} is not the key that its name says: take the file from the repository again.`,
        );
      }
      return key;
    }),
  );
  return { name: 'debian', keys, floors: pinned.floors };
}

/**
 * @param {string} folder
 * @returns {Promise<Pinned>}
 */
export async function readPinned(folder) {
  return JSON.parse(await readFile(join(folder, 'pinned.json'), 'utf8'));
}

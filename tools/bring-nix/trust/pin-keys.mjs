import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readKey } from 'openpgp';
import { Problem } from '../messages/problem.mjs';
import { keyState } from './key-state.mjs';
import { fingerprintOf } from './read-keys.mjs';

/**
 * @typedef {import('openpgp').Key} Key
 * @typedef {import('./trusted-keys.mjs').Pinned} Pinned
 */

/** The owner of the keys that sign every suite of the archive; others sign stable or security only. */
const OWNER = /^Debian Archive Automatic Signing Key\b/;

/**
 * Those keys of Debian's keyring that sign every suite, and can.
 *
 * @param {readonly Key[]} keyring
 * @param {Date} now
 * @returns {Promise<readonly Key[]>}
 * @throws {Problem} when there is none
 */
export async function archiveKeys(keyring, now) {
  const keys = [];
  for (const key of keyring.filter((one) => OWNER.test(ownerOf(one)))) {
    if (await canSign(key, now)) keys.push(key);
  }
  if (keys.length > 0) return keys;
  throw new Problem(
    `Debian's keyring has no key of its archive that is valid today. The pinned keys stay as they are; tools/bring-nix/trust/pin-keys.mjs may have to look for another name.`,
  );
}

/**
 * @param {Key} key
 * @param {Date} now
 */
async function canSign(key, now) {
  for (const signer of key.getKeyIDs()) {
    if ((await keyState(key, signer, now)).kind === 'valid') return true;
  }
  return false;
}

/**
 * Writes keys and what is said of them, and removes the files of keys that are no longer pinned.
 *
 * @param {object} options
 * @param {string} options.folder
 * @param {readonly Key[]} options.keys
 * @param {Omit<Pinned, 'keys'>} options.pinned
 * @returns {Promise<Pinned>}
 */
export async function writePinned({ folder, keys, pinned: { version, sha256, floors } }) {
  const list = keys.map((key) => ({ fingerprint: fingerprintOf(key), owner: ownerOf(key) }));
  for (const key of keys) {
    await writeFile(join(folder, `${fingerprintOf(key)}.asc`), await armored(key));
  }
  const pinned = { version, sha256, keys: list, floors };
  const beside = join(folder, '.pinned.json');
  await writeFile(beside, `${JSON.stringify(pinned, null, 2)}\n`);
  await rename(beside, join(folder, 'pinned.json'));
  const wanted = new Set(list.map(({ fingerprint }) => `${fingerprint}.asc`));
  for (const name of await readdir(folder)) {
    if (name.endsWith('.asc') && !wanted.has(name)) await rm(join(folder, name));
  }
  return pinned;
}

/**
 * A key without what other people's keys say of it: nothing here asks that, and it is a third of the
 * bytes.
 *
 * @param {Key} key
 */
async function armored(key) {
  const copy = await readKey({ binaryKey: key.write() });
  for (const user of copy.users) user.otherCertifications = [];
  return copy.armor().replaceAll('\r\n', '\n');
}

/** @param {Key} key */
function ownerOf(key) {
  return key.users[0]?.userID?.userID ?? '';
}

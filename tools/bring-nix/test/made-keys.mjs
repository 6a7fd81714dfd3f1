/** Makes keys and signatures of OpenPGP, for tests; also keys that are no good. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCleartextMessage, generateKey, sign } from 'openpgp';

/** @typedef {import('openpgp').PrivateKey} PrivateKey */

/** How many milliseconds a day has. */
const DAY = 24 * 60 * 60 * 1000;

/**
 * Makes a key as Debian's archive has them: what signs is a subkey.
 *
 * @param {object} [options]
 * @param {string} [options.owner]
 * @param {Date} [options.made]
 * @param {number} [options.days] after which it expires; 0: never
 * @param {number} [options.subkeyDays] the same for the subkey
 * @returns {Promise<PrivateKey>}
 */
export async function madeKey({
  owner = 'Debian Archive Automatic Signing Key (99/made)',
  made = new Date(Date.now() - 1000 * DAY),
  days = 0,
  subkeyDays = days,
} = {}) {
  const { privateKey } = await generateKey({
    type: 'curve25519',
    userIDs: [{ name: owner, email: 'made@example.org' }],
    date: made,
    keyExpirationTime: (days * DAY) / 1000,
    subkeys: [{ sign: true, keyExpirationTime: (subkeyDays * DAY) / 1000 }],
    format: 'object',
  });
  return privateKey;
}

/** @type {Promise<PrivateKey> | undefined} */
let good;

/** The key that made mirrors sign with; made once. */
export function goodKey() {
  return (good ??= madeKey());
}

/**
 * Signs a text as Debian signs InRelease.
 *
 * @param {string} text
 * @param {readonly PrivateKey[]} keys
 * @param {Date} [date]
 * @returns {Promise<string>}
 */
export async function signed(text, keys, date = new Date()) {
  const message = await createCleartextMessage({ text });
  const file = await sign({ message, signingKeys: [...keys], date });
  return file.replaceAll('\r\n', '\n');
}

/** @type {string[]} */
const folders = [];

/**
 * Writes a keyring with the public halves of keys.
 *
 * @param {readonly PrivateKey[]} keys
 * @returns {string} the file
 */
export function keyringFile(keys) {
  const folder = mkdtempSync(join(tmpdir(), 'made-keyring-'));
  folders.push(folder);
  const file = join(folder, 'keyring.gpg');
  writeFileSync(file, Buffer.concat(keys.map((key) => key.toPublic().write())));
  return file;
}

/** Removes the keyrings that were written. */
export function removeKeyrings() {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}

import { readKeys as parseKeys } from 'openpgp';
import { Problem, sentence } from '../messages/problem.mjs';

/** @typedef {import('openpgp').Key} Key */

const BEGIN = '-----BEGIN PGP PUBLIC KEY BLOCK-----';

/**
 * Reads the keys of a keyring, binary or armored.
 *
 * @param {Uint8Array} bytes
 * @param {string} from for the message
 * @returns {Promise<readonly Key[]>} at least one
 * @throws {Problem} when it is not a keyring
 */
export async function readKeys(bytes, from) {
  try {
    // An armored one is ASCII; the first byte of a binary one never is.
    const isBinary = ((bytes[0] ?? 0) & 0x80) !== 0;
    if (isBinary) return await parseKeys({ binaryKeys: new Uint8Array(bytes) });
    // openpgp reads the first block only, and a keyring may have several.
    const [, ...blocks] = Buffer.from(bytes).toString('latin1').split(BEGIN);
    if (blocks.length === 0) throw new Error(`it has no ${BEGIN}`);
    const keys = blocks.map((block) => parseKeys({ armoredKeys: BEGIN + block }));
    return (await Promise.all(keys)).flat();
  } catch (thrown) {
    throw new Problem(`${from} is not a keyring of OpenPGP: ${sentence(thrown)}.`, {
      cause: thrown,
    });
  }
}

/**
 * The fingerprint of a key, as it is written here.
 *
 * @param {Pick<Key, 'getFingerprint'>} key
 */
export function fingerprintOf(key) {
  return key.getFingerprint().toUpperCase();
}

import { readCleartextMessage, verify } from 'openpgp';
import { sentence } from '../messages/problem.mjs';
import { Untrusted } from '../messages/untrusted.mjs';
import { keyState } from './key-state.mjs';
import { fingerprintOf } from './read-keys.mjs';

/**
 * @typedef {import('./trusted-keys.mjs').Trust} Trust
 * @typedef {Awaited<ReturnType<typeof verify>>['signatures'][number]} Verification
 */

/**
 * Text that a trusted key has signed.
 *
 * @typedef {object} Signed
 * @property {string} text what was signed, and nothing of the file around it
 * @property {string} signedBy fingerprint of the primary key
 * @property {readonly string[]} accepted what is wrong with it and was accepted by name
 */

/**
 * Verifies a clear-signed file. One good signature is enough: Debian signs a suite with an old and
 * a new key, and whoever trusts one of them need not know the other. A signature is good if a
 * trusted key has made it, which was valid then and is valid now.
 *
 * @param {string} file its content
 * @param {object} options
 * @param {string} options.from its address, for the message
 * @param {Pick<Trust, 'keys'>} options.trust
 * @param {readonly string[]} [options.expiredKeys] fingerprints of keys that may have expired since
 * @param {Date} [options.now]
 * @returns {Promise<Signed>}
 * @throws {Untrusted} when there is no good signature, or text outside of the signed part
 */
export async function verifySigned(file, { from, trust, expiredKeys = [], now = new Date() }) {
  refuseTextAround(file, from);
  const message = await readCleartextMessage({ cleartextMessage: file }).catch((thrown) => {
    throw notSigned(from, sentence(thrown));
  });
  const { signatures } = await verify({ message, verificationKeys: [...trust.keys], date: now });
  /** @type {string[]} */
  const faults = [];
  for (const signature of signatures) {
    const judged = await judge(signature, { keys: trust.keys, expiredKeys, now });
    // Not the library's `data`, nor the file: the text of the very object that was verified.
    if (typeof judged !== 'string') return { text: message.getText(), ...judged };
    faults.push(judged);
  }
  if (faults.length === 0) throw notSigned(from, 'it holds no signature');
  throw new Untrusted(
    `${from} is not to be trusted: ${[...new Set(faults)].join('; ')}. ${advice}`,
  );
}

const advice =
  'Take another mirror (NX_NIX_DEBIAN_MIRROR); if Debian has new keys, take those with `node tools/renew-debian-keys.mjs`; if the mirror signs by itself, name its keyring in NX_NIX_DEBIAN_KEYRING.';

/**
 * @param {Verification} signature
 * @param {{ keys: readonly import('openpgp').Key[], expiredKeys: readonly string[], now: Date }} options
 * @returns {Promise<Omit<Signed, 'text'> | string>} a phrase that says why it is not good
 */
async function judge({ keyID, verified }, { keys, expiredKeys, now }) {
  const key = keys.find((one) => one.getKeys(keyID).length > 0);
  if (!key) return `the key ${keyID.toHex()}, which signed it, is none that is trusted here`;
  const signedBy = fingerprintOf(key);
  const state = await keyState(key, keyID, now);
  if (state.kind === 'revoked') return `the key ${signedBy} was revoked`;
  try {
    await verified;
  } catch (thrown) {
    return `the signature of ${signedBy} is no good (${sentence(thrown)}${clockHint(thrown)})`;
  }
  if (state.kind === 'valid') return { signedBy, accepted: [] };
  if (state.kind === 'unfit') return `the key ${signedBy} may not sign (${state.why})`;
  const expired = `the key ${signedBy} had expired on ${day(state.since)}`;
  return expiredKeys.includes(signedBy)
    ? { signedBy, accepted: [`${expired}: accepted by --expired-key`] }
    : `${expired}, which only --expired-key ${signedBy} accepts`;
}

/** @param {unknown} thrown */
function clockHint(thrown) {
  return /in the future/.test(sentence(thrown)) ? ': is the clock of this machine right?' : '';
}

/** @param {Date} date */
function day(date) {
  return date.toISOString().slice(0, 10);
}

const BEGIN = '-----BEGIN PGP SIGNED MESSAGE-----';
const SIGNATURE = '-----BEGIN PGP SIGNATURE-----';
const END = '-----END PGP SIGNATURE-----';

/**
 * A program that reads such a file could take text around the signed part for signed. We do not,
 * but who adds such text means somebody harm.
 *
 * @param {string} file
 * @param {string} from
 */
function refuseTextAround(file, from) {
  const lines = file.split(/\r?\n/);
  const places = [BEGIN, SIGNATURE, END].map((mark) => lines.indexOf(mark));
  const isOnce = [BEGIN, SIGNATURE, END].every((mark) => file.split(mark).length === 2);
  const [begin = -1, signature = -1, end = -1] = places;
  const isRest = lines.slice(end + 1).every((line) => line.trim() === '');
  if (isOnce && begin === 0 && signature > 0 && end > signature && isRest) return;
  throw notSigned(
    from,
    file.includes(BEGIN) ? 'it has text around the signed part' : 'it has no signature',
  );
}

/**
 * @param {string} from
 * @param {string} why
 */
function notSigned(from, why) {
  return new Untrusted(
    `${from} is not an InRelease file as Debian signs them: ${why}. The mirror, or something on the way to it, is not to be used: take another (NX_NIX_DEBIAN_MIRROR).`,
  );
}

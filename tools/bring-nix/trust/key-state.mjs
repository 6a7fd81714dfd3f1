import { sentence } from '../messages/problem.mjs';

/**
 * @typedef {import('openpgp').Key} Key
 * @typedef {import('openpgp').KeyID} KeyID
 */

/**
 * Whether a key may sign at a time.
 *
 * @typedef {{ kind: 'valid' } | { kind: 'revoked' } | { kind: 'expired', since: Date } | { kind: 'unfit', why: string }} KeyState
 */

/**
 * Judges a key, and the one of its subkeys that has signed, at a time. NOTE: when openpgp verifies
 * a signature, it judges the key at the time of the signature only.
 *
 * A key with any revocation counts as revoked, also one that takes effect later or that openpgp
 * cannot verify: nobody trustworthy adds these to a key that is in use.
 *
 * @param {Key} key
 * @param {KeyID} signer the id of the key itself, or of a subkey
 * @param {Date} now
 * @returns {Promise<KeyState>}
 */
export async function keyState(key, signer, now) {
  const subkey = key.subkeys.find((one) => one.getKeyID().equals(signer));
  const revocations = [...key.revocationSignatures, ...(subkey?.revocationSignatures ?? [])];
  if (revocations.length > 0) return { kind: 'revoked' };
  const fault = await signingFault(key, signer, now);
  if (fault === undefined) return { kind: 'valid' };
  const ends = [await key.getExpirationTime(), await subkey?.getExpirationTime()];
  const [since] = ends.filter((end) => end instanceof Date).sort((a, b) => +a - +b);
  // Expired is what has no other fault: a second earlier it was valid.
  const isExpired =
    since && since <= now && !(await signingFault(key, signer, new Date(+since - 1000)));
  return isExpired ? { kind: 'expired', since } : { kind: 'unfit', why: fault };
}

/**
 * @param {Key} key
 * @param {KeyID} signer
 * @param {Date} time
 * @returns {Promise<string | undefined>} why it cannot sign; undefined if it can
 */
async function signingFault(key, signer, time) {
  try {
    await key.getSigningKey(signer, time);
    return undefined;
  } catch (thrown) {
    return sentence(thrown);
  }
}

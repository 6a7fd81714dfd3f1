import { Problem } from '../messages/problem.mjs';

/**
 * What the user accepts by name although it is refused otherwise. Nothing is accepted by default.
 *
 * @typedef {object} Acceptance
 * @property {boolean} snapshot the mirror shows the past: how old its index is does not matter
 * @property {number} staleDays how many days ago `Valid-Until` of an index may have passed
 * @property {readonly string[]} expiredKeys fingerprints of keys that may have expired since they
 *   signed
 */

/** @typedef {Readonly<Record<string, string | undefined>>} Environment */

const SNAPSHOT_VARIABLE = 'NX_NIX_DEBIAN_SNAPSHOT';
const STALE_VARIABLE = 'NX_NIX_DEBIAN_STALE';
const EXPIRED_KEY_VARIABLE = 'NX_NIX_DEBIAN_EXPIRED_KEY';

/** The options of commands that bring a Nix, for `parseArgs`. */
export const acceptanceOptions = /** @type {const} */ ({
  snapshot: { type: 'boolean' },
  stale: { type: 'string' },
  'expired-key': { type: 'string', multiple: true },
});

/** These options for the help of a command. */
export const acceptanceUsage = `  --snapshot       the mirror shows the past: do not check how old its index is
                   (or ${SNAPSHOT_VARIABLE}=1)
  --stale DAYS     accept an index that was valid until DAYS days ago, as a slow mirror has it
                   (or ${STALE_VARIABLE}=DAYS)
  --expired-key FINGERPRINT
                   accept a key that has expired since it signed
                   (or ${EXPIRED_KEY_VARIABLE}=FINGERPRINT)
`;

/**
 * Reads what the user accepts: from options, and from variables where there is no option.
 *
 * @param {{ snapshot?: boolean, stale?: string, 'expired-key'?: readonly string[] }} [options]
 * @param {Environment} [env]
 * @returns {Acceptance}
 * @throws {Problem} when a value is not one
 */
export function acceptance(options = {}, env = process.env) {
  const [stale, staleName] = options.stale
    ? [options.stale, '--stale']
    : [env[STALE_VARIABLE] ?? '', STALE_VARIABLE];
  const expired = options['expired-key'] ?? [env[EXPIRED_KEY_VARIABLE] ?? ''];
  return {
    snapshot: options.snapshot ?? readSwitch(env[SNAPSHOT_VARIABLE] ?? ''),
    staleDays: readDays(stale, staleName),
    expiredKeys: expired.flatMap((list) => list.split(',')).flatMap(readFingerprint),
  };
}

/**
 * What is accepted, in the words in which it was said; each run prints it.
 *
 * @param {Acceptance} accepted
 * @returns {readonly string[]}
 */
export function acceptanceLines({ snapshot, staleDays, expiredKeys }) {
  return [
    ...(snapshot ? ['--snapshot: how old an index is is not checked'] : []),
    ...(staleDays > 0
      ? [`--stale ${staleDays}: an index may have been valid until ${staleDays} days ago`]
      : []),
    ...expiredKeys.map((key) => `--expired-key ${key}: this key may have expired`),
  ];
}

/** @param {string} value */
function readSwitch(value) {
  if (value === '' || value === '0') return false;
  if (value === '1') return true;
  throw new Problem(`${SNAPSHOT_VARIABLE} is "${value}": it can be 1, or 0, or be left out.`);
}

/**
 * @param {string} value
 * @param {string} name of the option or variable
 */
function readDays(value, name) {
  if (value === '') return 0;
  if (/^\d{1,5}$/.test(value)) return Number(value);
  throw new Problem(`${name} is "${value}": it takes a number of days, 30 say.`);
}

/**
 * @param {string} text
 * @returns {readonly string[]} one, or none for an empty text
 */
function readFingerprint(text) {
  const digits = text.replace(/^0x/, '').replaceAll(/\s/g, '').toUpperCase();
  if (digits === '') return [];
  // Short forms of fingerprints are easily made again by somebody else.
  if (/^([0-9A-F]{40}|[0-9A-F]{64})$/.test(digits)) return [digits];
  throw new Problem(
    `"${text}" is not the fingerprint of a key: --expired-key takes all its 40 digits.`,
  );
}

import { Untrusted } from '../messages/untrusted.mjs';

/** @typedef {import('./acceptance.mjs').Acceptance} Acceptance */

const DAY = 24 * 60 * 60 * 1000;

/**
 * How old an index says it is, and what it is compared with.
 *
 * @typedef {object} Age
 * @property {string} from its address, for messages
 * @property {string} suite
 * @property {Date} date when it was made
 * @property {Date} [validUntil] stable suites of Debian have none
 * @property {Date} [floor] an older one is refused: committed with the keys
 * @property {Date} [newest] the newest one that was seen here
 * @property {Pick<Acceptance, 'snapshot' | 'staleDays'>} accept
 * @property {Date} now
 */

/**
 * Refuses an index that may be an old one played again: its packages have faults that were mended
 * since. While `Valid-Until` lies ahead, nothing else is asked, as of two mirrors one is always
 * some hours behind. An index that it does not vouch for must not be older than the floor and the
 * newest one that was seen.
 *
 * @param {Age} age
 * @returns {readonly string[]} what is wrong with it and was accepted by name
 * @throws {Untrusted}
 */
export function checkAge(age) {
  const { validUntil, now } = age;
  if (validUntil && now <= validUntil) return [];
  return [expired(age), older(age)].filter((line) => line !== undefined);
}

/**
 * @param {Age} age
 * @returns {string | undefined}
 */
function expired({ from, suite, validUntil, accept: { snapshot, staleDays }, now }) {
  if (!validUntil) return undefined;
  const late = Math.ceil((+now - +validUntil) / DAY);
  const what = `the index of ${suite} had expired on ${minute(validUntil)}`;
  if (snapshot) return `${what}: accepted by --snapshot`;
  if (late <= staleDays) return `${what}: accepted by --stale ${staleDays}`;
  throw new Untrusted(
    `${from} may be an old one: it expired on ${minute(validUntil)}, ${late === 1 ? 'within a day' : `${late} days ago`}. Take another mirror (NX_NIX_DEBIAN_MIRROR), or accept it by name: --stale ${late} (NX_NIX_DEBIAN_STALE=${late}), or --snapshot (NX_NIX_DEBIAN_SNAPSHOT=1) for a mirror that shows the past.`,
  );
}

/**
 * @param {Age} age
 * @returns {string | undefined}
 */
function older({ from, suite, date, floor, newest, accept }) {
  const [limit] = [floor, newest].filter((one) => one !== undefined).sort((a, b) => +b - +a);
  if (!limit || date >= limit) return undefined;
  const than = limit === newest ? 'the newest one seen here' : 'what these tools accept';
  const what = `of ${minute(date)}, which is older than ${than} (${minute(limit)})`;
  if (accept.snapshot) return `the index of ${suite} was ${what}: accepted by --snapshot`;
  throw new Untrusted(
    `${from} may be an old one: it is ${what}. Take another mirror (NX_NIX_DEBIAN_MIRROR), or accept it by name: --snapshot (NX_NIX_DEBIAN_SNAPSHOT=1) for a mirror that shows the past.`,
  );
}

/** @param {Date} date */
function minute(date) {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

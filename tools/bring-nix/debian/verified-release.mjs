import { Untrusted } from '../messages/untrusted.mjs';
import { checkAge } from '../trust/index-age.mjs';
import { verifySigned } from '../trust/verify-signed.mjs';
import { download } from './download.mjs';
import { readRelease } from './release.mjs';

/**
 * @typedef {import('./debian-sources.mjs').Mirror} Mirror
 * @typedef {import('./release.mjs').Release} Release
 * @typedef {import('./download.mjs').Patience} Patience
 * @typedef {import('../trust/acceptance.mjs').Acceptance} Acceptance
 * @typedef {import('../trust/newest-seen.mjs').NewestSeen} NewestSeen
 * @typedef {import('../trust/trusted-keys.mjs').Trust} Trust
 */

/** The largest InRelease; those of Debian have 200 kB. */
const MOST = 10_000_000;

/**
 * By what an index is judged.
 *
 * @typedef {object} Judging
 * @property {Trust} trust
 * @property {Acceptance} accept
 * @property {NewestSeen} seen
 * @property {Date} [now]
 */

/**
 * Why an index was taken.
 *
 * @typedef {object} Evidence
 * @property {string} date when the index was made
 * @property {string} signedBy fingerprint of the key
 * @property {readonly string[]} accepted what is wrong with it and was accepted by name
 */

/**
 * Fetches the InRelease of a suite, and lets nothing pass that no trusted key has signed, that is of
 * another suite or that is too old.
 *
 * @param {Mirror} mirror
 * @param {string} suite
 * @param {Judging} judging
 * @param {Patience | undefined} patience
 * @returns {Promise<{ release: Release, evidence: Evidence }>}
 * @throws {Untrusted}
 * @throws {Problem} when it cannot be fetched
 */
export async function verifiedRelease(mirror, suite, judging, patience) {
  const { trust, accept, seen, now = new Date() } = judging;
  const from = `${mirror.url}/dists/${suite}/InRelease`;
  const file = (await download(from, { ...patience, most: MOST })).toString('utf8');
  const { expiredKeys } = accept;
  const signed = await verifySigned(file, { from, trust, expiredKeys, now });
  const release = readRelease(signed.text, from);
  if (!release.names.includes(suite)) {
    throw new Untrusted(
      `${from} is of another suite: ${release.names.join(', ') || 'it names none'}. Take another mirror (NX_NIX_DEBIAN_MIRROR).`,
    );
  }
  const { codename, date } = release;
  const floor = trust.floors[codename];
  const newest = await seen.of(codename);
  const aged = checkAge({
    ...release,
    ...(floor === undefined ? {} : { floor: new Date(floor) }),
    ...(newest === undefined ? {} : { newest }),
    ...{ from, suite, accept, now },
  });
  await seen.note(codename, date);
  const accepted = [...signed.accepted, ...aged];
  return { release, evidence: { date: date.toISOString(), signedBy: signed.signedBy, accepted } };
}

import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeTree } from '../files/remove-tree.mjs';
import { Problem } from '../messages/problem.mjs';
import { acceptance } from '../trust/acceptance.mjs';
import { NewestSeen } from '../trust/newest-seen.mjs';
import { archiveKeys, writePinned } from '../trust/pin-keys.mjs';
import { readKeys } from '../trust/read-keys.mjs';
import { pinnedFolder, readPinned, trustedKeys } from '../trust/trusted-keys.mjs';
import { debianIndex } from './debian-index.mjs';
import { fetchDebs, unpackDebs } from './fetch-debs.mjs';
import { verifiedRelease } from './verified-release.mjs';

/**
 * @typedef {import('./debian-index.mjs').IndexedDeb} IndexedDeb
 * @typedef {import('./debian-sources.mjs').Mirror} Mirror
 * @typedef {import('./download.mjs').Patience} Patience
 * @typedef {import('./verified-release.mjs').Judging} Judging
 * @typedef {import('../trust/trusted-keys.mjs').Pinned} Pinned
 */

const PACKAGE = 'debian-archive-keyring';
const FILES = ['debian-archive-keyring.pgp', 'debian-archive-keyring.gpg'];

/**
 * How far below the index of today a floor lies. Stable suites change every two months, and a mirror
 * that lags by one such change is no attack.
 */
const FLOOR_BELOW = 90 * 24 * 60 * 60 * 1000;

/**
 * Renews the pinned keys from Debian's keyring package, and the floors. The index that names the
 * package must be signed by a key that is pinned already, and nothing is accepted by name: so whoever
 * trusts the keys of before has a reason to trust those of after.
 *
 * @param {object} options
 * @param {readonly Mirror[]} options.mirrors
 * @param {string} options.suite the one whose keyring to take
 * @param {readonly string[]} options.suites whose floors to renew
 * @param {string} options.cache folder for packages
 * @param {string} [options.folder] of the pinned keys
 * @param {Date} [options.now]
 * @param {(line: string) => void} [options.log]
 * @param {Patience} [options.patience]
 * @returns {Promise<Pinned>}
 * @throws {Problem}
 */
export async function renewKeys({ folder = pinnedFolder, now = new Date(), ...options }) {
  const { mirrors, suite, suites, cache, log = () => {}, patience } = options;
  const before = await readPinned(folder);
  const trust = await trustedKeys({ env: {}, folder });
  const seen = new NewestSeen(cache, trust.name);
  const judging = { trust, accept: acceptance({}, {}), seen, now };
  const common = { mirrors, judging, log, ...(patience ? { patience } : {}) };
  const index = await debianIndex({ ...common, suite, architecture: 'amd64' });
  const deb = index.packages.get(PACKAGE);
  if (!deb) throw new Problem(`The suite ${suite} at ${index.mirror.url} has no ${PACKAGE}.`);
  const floors = { ...before.floors, ...(await newFloors(suites, before, common)) };
  if (!isNewer(deb.version, before.version)) {
    log(`${PACKAGE} of ${suite} is ${deb.version}, and the keys here are of ${before.version}`);
    const keys = trust.keys;
    return writePinned({ folder, keys, pinned: { ...before, floors } });
  }
  const keys = archiveKeys(await keyringOf(deb, { ...options, mirrors: [index.mirror] }), now);
  const { version, sha256 } = deb;
  return writePinned({ folder, keys: await keys, pinned: { version, sha256, floors } });
}

/**
 * @param {IndexedDeb} deb
 * @param {{ mirrors: readonly Mirror[], cache: string, log?: ((line: string) => void) | undefined, patience?: Patience | undefined }} options
 */
async function keyringOf(deb, { mirrors, cache, log, patience }) {
  const given = { ...(log ? { log } : {}), ...(patience ? { patience } : {}) };
  await fetchDebs([deb], { mirrors: async () => mirrors, cache, ...given });
  const folder = await mkdtemp(join(tmpdir(), 'debian-keyring-'));
  try {
    await unpackDebs([deb], { cache, folder });
    for (const name of FILES) {
      const file = join(folder, 'usr/share/keyrings', name);
      const bytes = await readFile(file).catch(() => undefined);
      if (bytes) return await readKeys(bytes, `${name} of ${deb.name} ${deb.version}`);
    }
    throw new Problem(`${deb.name} ${deb.version} has none of the files ${FILES.join(', ')}.`);
  } finally {
    await removeTree(folder);
  }
}

/**
 * The floors of those suites that a mirror has as they should be.
 *
 * @param {readonly string[]} suites
 * @param {Pick<Pinned, 'floors'>} before
 * @param {{ mirrors: readonly Mirror[], judging: Judging, log: (line: string) => void, patience?: Patience }} options
 * @returns {Promise<Record<string, string>>}
 */
async function newFloors(suites, before, { mirrors: [mirror], judging, log, patience }) {
  /** @type {Record<string, string>} */
  const floors = {};
  for (const suite of mirror ? suites : []) {
    try {
      const { release } = await verifiedRelease(
        /** @type {Mirror} */ (mirror),
        suite,
        judging,
        patience,
      );
      const floor = new Date(+release.date - FLOOR_BELOW).toISOString().slice(0, 10);
      const old = before.floors[release.codename] ?? '';
      // Dates of this form sort as text.
      floors[release.codename] = floor > old ? floor : old;
    } catch (thrown) {
      if (!(thrown instanceof Problem)) throw thrown;
      log(`the floor of ${suite} stays: ${thrown.message}`);
    }
  }
  return floors;
}

/**
 * Compares versions of the keyring, `2023.3+deb12u2`, number by number.
 *
 * @param {string} version
 * @param {string} than
 */
function isNewer(version, than) {
  const [left, right] = [version, than].map((text) => (text.match(/\d+/g) ?? []).map(Number));
  for (const [place, number] of (left ?? []).entries()) {
    const other = right?.[place] ?? -1;
    if (number !== other) return number > other;
  }
  return false;
}

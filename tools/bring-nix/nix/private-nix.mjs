import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { architectureOf } from './architecture.mjs';
import { debianIndex } from '../debian/debian-index.mjs';
import { debianMirrors } from '../debian/debian-sources.mjs';
import { fetchDebs, unpackDebs } from '../debian/fetch-debs.mjs';
import { libraryClosure } from '../debian/library-closure.mjs';
import { onceInPlace } from '../files/once-in-place.mjs';
import { defaultFolder, prepareFolder } from '../files/private-folder.mjs';
import { Problem, sentence } from '../messages/problem.mjs';
import { Untrusted } from '../messages/untrusted.mjs';
import { removeTree } from '../files/remove-tree.mjs';
import { acceptance, acceptanceLines } from '../trust/acceptance.mjs';
import { NewestSeen } from '../trust/newest-seen.mjs';
import { trustedKeys } from '../trust/trusted-keys.mjs';
import { STORE_VARIABLE, writeWrappers } from './wrappers.mjs';

/**
 * @typedef {import('./architecture.mjs').Architecture} Architecture
 * @typedef {import('../debian/debian-index.mjs').Deb} Deb
 * @typedef {import('../debian/debian-index.mjs').Evidence} Evidence
 * @typedef {import('../debian/debian-sources.mjs').Mirror} Mirror
 * @typedef {import('../debian/download.mjs').Patience} Patience
 * @typedef {import('../trust/acceptance.mjs').Acceptance} Acceptance
 */

/**
 * A Nix of the project's own. Its store is for the demo and the tests only.
 *
 * @typedef {object} PrivateNix
 * @property {'private'} kind
 * @property {string} suite
 * @property {string} version Nix' own, `2.26.3`
 * @property {string} bin the folder of its programs
 * @property {Readonly<Record<string, string>>} env to be added to the environment of its programs
 * @property {string} storeDir
 */

/**
 * The version of the layout of a private Nix. A Nix with another layout is made again. That of
 * layout 1 may come from an index that nobody has verified.
 */
const LAYOUT = 2;

/**
 * @typedef {{ packages: readonly Deb[], evidence: Evidence }} Listed
 * @typedef {{ layout: number, place: string, suite: string, system: string, version: string } & Listed} Stamp
 */

/**
 * Brings the Nix of a Debian suite into a folder, without root and without a package manager:
 *
 *     folder/debs/            packages by hash, shared by all suites
 *     folder/<suite>/nix/     the program: root/, bin/, etc/, stamp.json
 *     folder/<suite>/store/   its store; beside it var/, log/, home/
 *
 * If it is there already, nothing is done. The program is made under a temporary name and renamed,
 * so that an interrupted run leaves nothing incomplete, and several runs at once do not disturb
 * each other.
 *
 * @param {object} options
 * @param {string} options.suite `bookworm`, `trixie`, `sid`, …
 * @param {string} [options.folder]
 * @param {boolean} [options.renew] bring it again although it is there, as a suite gets new
 *   packages
 * @param {(line: string) => void} [options.log]
 * @param {() => Promise<readonly Mirror[]>} [options.mirrors]
 * @param {Acceptance} [options.accept] what the user accepts; when left out, by variables
 * @param {string} [options.system] Nix' name of the machine it is for
 * @param {Patience} [options.patience]
 * @returns {Promise<PrivateNix>}
 * @throws {Problem} when it cannot be brought
 */
export async function bringPrivateNix({
  suite,
  folder = defaultFolder(),
  renew = false,
  log = () => {},
  mirrors = debianMirrors,
  accept = acceptance(),
  system,
  patience,
}) {
  if (!/^[a-z][a-z-]*$/.test(suite))
    throw new Problem(`"${suite}" is not the name of a Debian suite.`);
  const architecture = architectureOf(system);
  const real = await prepareFolder(folder);
  const storeRoot = join(real, suite);
  const place = join(storeRoot, 'nix');
  const cache = join(real, 'debs');
  const before = await readStamp(place);
  for (const line of acceptanceLines(accept)) log(line);

  let wanted = !renew;
  const wasThere = await onceInPlace(place, {
    log,
    isThere: async () => wanted && isCurrent(await readStamp(place), place, architecture),
    make: async (beside) => {
      const options = { suite, architecture, mirrors, accept, cache, log, patience };
      const { packages, evidence } = await packagesOf(options);
      await fetchDebs(packages, { mirrors, cache, log, patience });
      const root = join(beside, 'root');
      await mkdir(root);
      await unpackDebs(packages, { cache, folder: root, log });
      writeWrappers({ beside, place, storeRoot, architecture });
      const version = upstreamVersion(packages[0]?.version ?? '');
      await writeStamp(beside, {
        layout: LAYOUT,
        place,
        suite,
        system: architecture.system,
        version,
        packages,
        evidence,
      });
      // paths in a store begin with its folder, so a store that was moved is useless
      if (before && before.place !== place) await removeStore(storeRoot);
      wanted = true;
    },
  });

  const stamp = await readStamp(place);
  // Also when it was there already, and was accepted by an earlier run.
  if (wasThere === 'there')
    for (const line of stamp?.evidence.accepted ?? []) log(`brought when ${line}`);
  if (!stamp)
    throw new Problem(
      `The private Nix in ${place} was removed while it was being brought: run it again.`,
    );
  return {
    kind: 'private',
    suite,
    version: stamp.version,
    bin: join(place, 'bin'),
    env: { [STORE_VARIABLE]: storeRoot },
    storeDir: join(storeRoot, 'store'),
  };
}

/**
 * The packages of a suite's Nix. The list is kept, so that no network is needed when all packages
 * are in the cache. An index that cannot be trusted is no network that fails: the kept list is not
 * taken then.
 *
 * @param {{ suite: string, architecture: Architecture, mirrors: () => Promise<readonly Mirror[]>, accept: Acceptance, cache: string, log: (line: string) => void, patience: Patience | undefined }} options
 * @returns {Promise<Listed>}
 */
async function packagesOf({ suite, architecture, mirrors, accept, cache, log, patience }) {
  const trust = await trustedKeys();
  if (trust.said) log(trust.said);
  const list = join(cache, `nix-bin-${suite}-${architecture.debian}-by-${trust.name}.json`);
  try {
    log(`reading what ${suite} has`);
    const index = await debianIndex({
      mirrors: await mirrors(),
      suite,
      architecture: architecture.debian,
      judging: { trust, accept, seen: new NewestSeen(cache, trust.name) },
      log,
      ...(patience ? { patience } : {}),
    });
    const listed = { packages: libraryClosure(index, 'nix-bin'), evidence: index.evidence };
    await mkdir(cache, { recursive: true });
    await writeFile(list, JSON.stringify(listed, null, 2));
    return listed;
  } catch (thrown) {
    if (!(thrown instanceof Problem) || thrown instanceof Untrusted) throw thrown;
    const kept = await readFile(list, 'utf8').catch(() => undefined);
    if (kept === undefined) throw thrown;
    /** @type {Listed} */
    const listed = JSON.parse(kept);
    const { date, accepted } = listed.evidence;
    log(`${sentence(thrown)} Taking the list of packages of the last time, of ${date}.`);
    for (const line of accepted) log(`made when ${line}`);
    return listed;
  }
}

/**
 * @param {Stamp | undefined} stamp
 * @param {string} place
 * @param {Architecture} architecture
 */
function isCurrent(stamp, place, { system }) {
  return stamp?.layout === LAYOUT && stamp.place === place && stamp.system === system;
}

/**
 * @param {string} place
 * @returns {Promise<Stamp | undefined>}
 */
async function readStamp(place) {
  try {
    return JSON.parse(await readFile(join(place, 'stamp.json'), 'utf8'));
  } catch {
    return undefined;
  }
}

/**
 * @param {string} beside
 * @param {Stamp} stamp
 */
async function writeStamp(beside, stamp) {
  await writeFile(join(beside, 'stamp.json'), `${JSON.stringify(stamp, null, 2)}\n`);
}

/** @param {string} storeRoot */
async function removeStore(storeRoot) {
  for (const name of ['store', 'var', 'log', 'home']) await removeTree(join(storeRoot, name));
}

/**
 * @param {string} version Debian's, `2.26.3+dfsg-1`
 */
function upstreamVersion(version) {
  return version.replace(/^\d+:/, '').replace(/[-+~].*$/, '');
}

import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unpackDeb } from './deb.mjs';
import { download } from './download.mjs';
import { NotThere, Problem, sentence } from '../messages/problem.mjs';
import { everySecond } from '../messages/progress.mjs';
import { sha256 } from '../files/sha256.mjs';

/**
 * @typedef {import('./debian-sources.mjs').Mirror} Mirror
 * @typedef {import('./download.mjs').Patience} Patience
 */

/**
 * The facts that are needed to fetch a package.
 *
 * @typedef {{ name: string, version: string, filename: string, sha256: string, size?: number }} PinnedDeb
 */

const AT_ONCE = 6;

/**
 * Fetches packages into a cache folder, where each is kept under its hash; those in the cache are
 * not fetched again. Packages are fetched by file name, so a version that is no longer in the
 * suite's index is found as long as a mirror keeps it.
 *
 * @param {readonly PinnedDeb[]} list
 * @param {object} options
 * @param {() => Promise<readonly Mirror[]>} options.mirrors called only when something has to be
 *   fetched
 * @param {string} options.cache folder, made if missing
 * @param {(line: string) => void} [options.log]
 * @param {Patience} [options.patience]
 * @returns {Promise<readonly string[]>} the files, in the order of the list
 * @throws {Problem} that names every package that could not be fetched
 */
export async function fetchDebs(list, { mirrors, cache, log = () => {}, patience }) {
  await mkdir(cache, { recursive: true });
  const missing = [];
  for (const deb of list) if (!(await isCached(deb, cache))) missing.push(deb);
  if (missing.length > 0) await fetchMissing(missing, await mirrors(), { cache, log, patience });
  return list.map((deb) => cachedFile(deb, cache));
}

/**
 * Unpacks fetched packages, in order, into one folder. Each hash is checked once more.
 *
 * @param {readonly PinnedDeb[]} list
 * @param {object} options
 * @param {string} options.cache the one that fetchDebs filled
 * @param {string} options.folder an existing one
 * @param {(line: string) => void} [options.log]
 * @throws {Problem} when a package is damaged
 */
export async function unpackDebs(list, { cache, folder, log = () => {} }) {
  const progress = everySecond(log);
  for (const [index, deb] of list.entries()) {
    progress(() => `unpacking, ${index} of ${list.length} packages`);
    const bytes = await readFile(cachedFile(deb, cache));
    checkHash(bytes, deb, 'the cache');
    await unpackDeb(bytes, folder).catch((thrown) => {
      if (!(thrown instanceof Problem)) throw thrown;
      throw new Problem(`${deb.filename}: ${thrown.message}`, { cause: thrown });
    });
  }
}

/**
 * @param {readonly PinnedDeb[]} missing
 * @param {readonly Mirror[]} mirrors
 * @param {{ cache: string, log: (line: string) => void, patience: Patience | undefined }} options
 */
async function fetchMissing(missing, mirrors, { cache, log, patience }) {
  const total = missing.reduce((sum, { size = 0 }) => sum + size, 0);
  const megabytes = (/** @type {number} */ bytes) => (bytes / 1e6).toFixed(0);
  log(
    `fetching ${missing.length} ${missing.length === 1 ? 'package' : 'packages'}${total > 0 ? `, ${megabytes(total)} MB` : ''}`,
  );
  const progress = everySecond(log);
  let arrivedBytes = 0;
  let done = 0;
  const arrived = (/** @type {number} */ bytes) => {
    arrivedBytes += bytes;
    progress(() => `fetched ${done} of ${missing.length} packages, ${megabytes(arrivedBytes)} MB`);
  };

  /** @type {string[]} */
  const failures = [];
  const queue = [...missing];
  const worker = async () => {
    for (let deb = queue.shift(); deb; deb = queue.shift()) {
      try {
        await keep(deb, await fromAnyMirror(deb, mirrors, { ...patience, arrived }), cache);
        done += 1;
      } catch (thrown) {
        if (!(thrown instanceof Problem)) throw thrown;
        failures.push(thrown.message);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (failures.length > 0) throw new Problem(failures.join('\n'));
}

/**
 * @param {PinnedDeb} deb
 * @param {readonly Mirror[]} mirrors
 * @param {Patience} patience
 * @returns {Promise<Buffer>} checked
 */
async function fromAnyMirror(deb, mirrors, patience) {
  /** @type {unknown[]} */
  const failures = [];
  for (const { url } of mirrors) {
    try {
      const most = deb.size ?? Infinity;
      const bytes = await download(`${url}/${deb.filename}`, { ...patience, most });
      checkHash(bytes, deb, url);
      return bytes;
    } catch (thrown) {
      if (!(thrown instanceof Problem)) throw thrown;
      failures.push(thrown);
    }
  }
  if (failures.every((failure) => failure instanceof NotThere)) {
    throw new NotThere(
      `${deb.name} ${deb.version} is no longer at ${mirrors.map(({ url }) => url).join(', ')} (${deb.filename}): name a mirror that keeps old versions in NX_NIX_DEBIAN_MIRROR.`,
    );
  }
  throw new Problem(failures.map(sentence).join(' '));
}

/**
 * @param {Buffer} bytes
 * @param {PinnedDeb} deb
 * @param {string} from
 */
function checkHash(bytes, deb, from) {
  const found = sha256(bytes);
  if (found === deb.sha256) return;
  throw new Problem(
    `${deb.name} ${deb.version} from ${from} is not what it should be, and is not unpacked: its SHA-256 is ${found} instead of ${deb.sha256}.`,
  );
}

/**
 * @param {PinnedDeb} deb
 * @param {Buffer} bytes
 * @param {string} cache
 */
async function keep(deb, bytes, cache) {
  const beside = join(cache, `.${deb.sha256}.${randomUUID()}`);
  try {
    await writeFile(beside, bytes, { flag: 'wx' });
    await rename(beside, cachedFile(deb, cache));
  } catch (thrown) {
    await rm(beside, { force: true });
    throw thrown;
  }
}

/**
 * True if the cache contains the package. A file with a wrong hash is removed.
 *
 * @param {PinnedDeb} deb
 * @param {string} cache
 */
async function isCached(deb, cache) {
  const bytes = await readFile(cachedFile(deb, cache)).catch(() => undefined);
  if (!bytes) return false;
  if (sha256(bytes) === deb.sha256) return true;
  await rm(cachedFile(deb, cache), { force: true });
  return false;
}

/**
 * @param {PinnedDeb} deb
 * @param {string} cache
 */
function cachedFile(deb, cache) {
  // the hash comes from an index or a recipe and becomes a file name, so it is checked
  if (!/^[0-9a-f]{64}$/.test(deb.sha256))
    throw new Problem(`${deb.name} has no SHA-256 of 64 hexadecimal digits: "${deb.sha256}".`);
  return join(cache, `${deb.sha256}.deb`);
}

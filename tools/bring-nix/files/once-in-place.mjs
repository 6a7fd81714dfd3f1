import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rename, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { removeTree } from './remove-tree.mjs';
import { sha256 } from './sha256.mjs';

const BEAT = 2_000;
const SILENCE = 20_000;

/**
 * Makes a folder as a whole or not at all: it is made beside its place and renamed. Of several
 * processes that want it one makes it and the others wait; one that dies leaves nothing in the way.
 *
 * The lock saves double work and is not what keeps the folder whole: that is the rename. So a lock
 * wrongly taken for a dead one costs time only.
 *
 * @param {string} place
 * @param {object} options
 * @param {() => Promise<boolean>} options.isThere whether what is in the place is what is wanted
 * @param {(beside: string) => Promise<void>} options.make fills an empty folder
 * @param {(line: string) => void} [options.log]
 * @returns {Promise<'made' | 'there'>}
 */
export async function onceInPlace(place, { isThere, make, log = () => {} }) {
  if (await isThere()) return 'there';
  await mkdir(dirname(place), { recursive: true });
  const release = await lock(`${place}.lock`, isThere, log);
  if (!release) return 'there';
  try {
    if (await isThere()) return 'there';
    await removeLeftovers(place);
    const beside = leftoverName(place);
    await mkdir(beside);
    try {
      await make(beside);
      await swapIn(beside, place);
    } finally {
      await removeTree(beside);
    }
    return 'made';
  } finally {
    await release();
  }
}

/**
 * @param {string} path
 * @param {() => Promise<boolean>} isThere
 * @param {(line: string) => void} log
 * @returns {Promise<(() => Promise<void>) | undefined>} undefined when another has made it meanwhile
 */
async function lock(path, isThere, log) {
  let said = false;
  const watch = silenceOf(path);
  while (!(await takeLock(path))) {
    if (await isThere()) return undefined;
    if ((await ownerIsDead(path)) || (await watch()) > SILENCE) {
      // of several that find a dead lock one can rename it
      const aside = `${path}.${randomUUID()}`;
      await rename(path, aside).then(
        () => rm(aside, { recursive: true, force: true }),
        () => {},
      );
      continue;
    }
    if (!said) log('another process is at it; waiting');
    said = true;
    await sleep(200);
  }
  const beat = setInterval(() => void utimes(path, new Date(), new Date()).catch(() => {}), BEAT);
  beat.unref();
  return async () => {
    clearInterval(beat);
    await rm(path, { recursive: true, force: true });
  };
}

/** @param {string} path */
async function takeLock(path) {
  try {
    await mkdir(path);
  } catch (thrown) {
    if (/** @type {NodeJS.ErrnoException} */ (thrown).code === 'EEXIST') return false;
    throw thrown;
  }
  await writeFile(join(path, 'owner'), `${process.pid} ${hostname()}\n`);
  return true;
}

/**
 * A process of this machine that is gone. Of another machine's nothing is known but its beat.
 *
 * @param {string} path
 */
async function ownerIsDead(path) {
  const [pid, host] = (await readFile(join(path, 'owner'), 'utf8').catch(() => ''))
    .trim()
    .split(' ');
  return Boolean(pid) && host === hostname() && isDead(Number(pid));
}

/**
 * For how long a lock has not been touched, by this process' own clock: the file system may have
 * another.
 *
 * @param {string} path
 */
function silenceOf(path) {
  let touched = -1;
  let since = performance.now();
  return async () => {
    const now = (await lstat(path).catch(() => undefined))?.mtimeMs ?? -1;
    if (now !== touched) {
      touched = now;
      since = performance.now();
    }
    return performance.now() - since;
  };
}

/**
 * @param {string} beside
 * @param {string} place
 */
async function swapIn(beside, place) {
  const old = leftoverName(place);
  // a folder cannot be renamed onto one with content; between the two there is none for a moment
  await rename(place, old).catch((thrown) => {
    if (/** @type {NodeJS.ErrnoException} */ (thrown).code !== 'ENOENT') throw thrown;
  });
  await rename(beside, place);
  await removeTree(old);
}

/**
 * Beside the place, and it can be told whose it is.
 *
 * @param {string} place
 */
function leftoverName(place) {
  return join(dirname(place), `${leftoverPrefix(place)}${process.pid}.${randomUUID()}`);
}

/** @param {string} place */
function leftoverPrefix(place) {
  return `.${basename(place)}.${sha256(hostname()).slice(0, 8)}.`;
}

/**
 * Removes what processes of this machine that are gone have left.
 *
 * @param {string} place
 */
async function removeLeftovers(place) {
  const prefix = leftoverPrefix(place);
  for (const name of await readdir(dirname(place))) {
    if (!name.startsWith(prefix)) continue;
    const [pid] = name.slice(prefix.length).split('.');
    if (isDead(Number(pid))) await removeTree(join(dirname(place), name));
  }
}

/**
 * @param {number} pid of this machine
 */
function isDead(pid) {
  try {
    process.kill(pid, 0);
    return false;
  } catch (thrown) {
    return /** @type {NodeJS.ErrnoException} */ (thrown).code === 'ESRCH';
  }
}

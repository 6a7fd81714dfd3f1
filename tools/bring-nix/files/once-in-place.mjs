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
 * Makes a folder as a whole or not at all: it is made under a temporary name beside its place, and
 * then renamed. If several processes want it, one makes it and the others wait; a process that
 * crashes blocks nobody.
 *
 * The lock only saves double work; the rename keeps the folder whole. So a lock that is wrongly
 * taken for a dead one costs only time.
 *
 * @param {string} place
 * @param {object} options
 * @param {() => Promise<boolean>} options.isThere whether the place has the wanted content
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
  let hasLogged = false;
  const watch = silenceOf(path);
  while (!(await takeLock(path))) {
    if (await isThere()) return undefined;
    if ((await ownerIsDead(path)) || (await watch()) > SILENCE) {
      // only one of several processes that find a dead lock can rename it
      const aside = `${path}.${randomUUID()}`;
      await rename(path, aside).then(
        () => rm(aside, { recursive: true, force: true }),
        () => {},
      );
      continue;
    }
    if (!hasLogged) log('another process is at it; waiting');
    hasLogged = true;
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
 * True if the lock belongs to a process of this machine that has ended. Processes of other machines
 * are told apart by the time of the lock only.
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
 * Returns a function that measures how long a lock was not touched. It uses this process's clock,
 * as the file system may have another.
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
  // a folder cannot replace a folder with content, so for a moment there is none
  await rename(place, old).catch((thrown) => {
    if (/** @type {NodeJS.ErrnoException} */ (thrown).code !== 'ENOENT') throw thrown;
  });
  await rename(beside, place);
  await removeTree(old);
}

/**
 * The name of a temporary folder beside the place. It contains the machine and the process, so that
 * leftovers can be recognised.
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
 * Removes temporary folders of ended processes of this machine.
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

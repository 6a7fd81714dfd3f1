/**
 * Counts what a process asks of the system through `node:fs` and `node:child_process`, and lets one
 * call go wrong: by an error, or by a death of the process before or after it. Loaded with
 * `--require`, before anything else takes these functions; `countPoints` begins.
 *
 * CommonJS without dependencies, as it comes before all else.
 */
const childProcess = require('node:child_process');
const fs = require('node:fs');
const { syncBuiltinESMExports } = require('node:module');

/**
 * What goes wrong at a point. `dead` is a death that the process survives: this call and all that
 * follow it fail, so that nothing can be cleaned up or told. For tests, which have one process.
 *
 * @typedef {{ readonly at: number, readonly how: 'kill before' | 'kill after' | 'dead' | string }} Fault
 * @typedef {object} Point a call
 * @property {string} name of the function
 * @property {string} path or program
 * @property {boolean} changes whether it may change anything on the disk
 * @property {readonly string[]} errors that it may come back with
 *
 * How a function hands an error to its caller.
 * @typedef {'throws' | 'calls back' | 'rejects' | 'child' | 'result'} Answers
 */

/**
 * The functions of `node:fs`, with the errors that they may come back with; those with `Sync`, with a
 * callback, with a promise. `open` for reading comes back as `readFile` does.
 */
const OPENED = ['EACCES', 'EMFILE', 'EIO'];
const MADE = ['ENOSPC', 'EACCES', 'EROFS', 'EIO'];
const REMOVED = ['EACCES', 'EROFS', 'EIO'];
/** @type {Readonly<Record<string, readonly string[]>>} */
const ERRORS = {
  ...{ readFile: OPENED, readdir: OPENED, opendir: OPENED, readlink: OPENED, read: ['EIO'] },
  ...{ open: [...MADE, 'EMFILE'], writeFile: [...MADE, 'EMFILE'], appendFile: [...MADE, 'EMFILE'] },
  ...{ copyFile: [...MADE, 'EMFILE'], cp: [...MADE, 'EMFILE'] },
  ...{ rename: MADE, mkdir: MADE, mkdtemp: MADE, link: MADE, symlink: MADE },
  ...{ write: ['ENOSPC', 'EIO'], fsync: ['ENOSPC', 'EIO'], truncate: MADE, ftruncate: MADE },
  ...{ close: ['EIO'], rm: REMOVED, unlink: REMOVED, rmdir: REMOVED },
};
const SPAWN_ERRORS = ['EMFILE', 'EACCES', 'EAGAIN'];

/** Code of the program itself: it is read whenever Node likes. */
const OWN_CODE = /[\\/]node_modules[\\/]|\.(?:c|m)?js$|\.wasm$|\.node$/;

/** @type {{ points: Point[], fault: Fault | undefined, isWanted: (path: string) => boolean } | undefined} */
let counting;
let depth = 0;

/**
 * Begins to count, from 1 on.
 *
 * @param {{ fault?: Fault | undefined, isWanted?: (path: string) => boolean }} settings which call
 *   goes wrong, and which paths count
 * @returns {Point[]} the calls so far; grows
 */
function countPoints({ fault, isWanted = () => true } = {}) {
  patchOnce();
  counting = { points: [], fault, isWanted };
  return counting.points;
}

/** Ends it: all calls are as ever. */
function endPoints() {
  counting = undefined;
}

let isPatched = false;

function patchOnce() {
  if (isPatched) return;
  isPatched = true;
  for (const name of Object.keys(ERRORS)) {
    patch(fs, `${name}Sync`, 'throws');
    patch(fs, name, 'calls back');
    patch(fs.promises, name, 'rejects');
  }
  patch(childProcess, 'spawn', 'child');
  patch(childProcess, 'spawnSync', 'result');
  syncBuiltinESMExports();
}

/**
 * The paths of open files, as `write` and `read` name them by number only.
 *
 * @type {Map<unknown, string>}
 */
const pathsOf = new Map();

/**
 * @param {any} module
 * @param {string} name
 * @param {Answers} answers
 */
function patch(module, name, answers) {
  const original = module[name];
  if (typeof original !== 'function') return;
  /** @type {(this: unknown, ...args: any[]) => unknown} */
  const patched = function (...args) {
    const path = pathOf(args[0]);
    // What is printed is nobody's file.
    const isStandard = typeof args[0] === 'number' && !pathsOf.has(args[0]);
    if (!counting || isStandard || depth > 0 || OWN_CODE.test(path) || !counting.isWanted(path)) {
      return original.apply(this, args);
    }
    const { points, fault } = counting;
    points.push(pointOf(name, path, args));
    const isHit = fault?.at === points.length;
    const isDead = fault?.how === 'dead' && points.length >= fault.at;
    if (isHit && fault.how === 'kill before') process.kill(process.pid, 'SIGKILL');
    if (isDead || (isHit && !fault.how.startsWith('kill'))) {
      return wrong(original, args, errorOf(isDead ? 'EIO' : fault.how, name, path), answers);
    }
    depth++;
    try {
      const result = original.apply(this, args);
      if (isHit) process.kill(process.pid, 'SIGKILL');
      if (name === 'openSync') pathsOf.set(result, path);
      return result;
    } finally {
      depth--;
    }
  };
  Object.assign(patched, original);
  Object.defineProperty(patched, 'name', { value: name });
  module[name] = patched;
}

/** @param {unknown} subject the first argument of a call */
function pathOf(subject) {
  if (typeof subject === 'number') return pathsOf.get(subject) ?? '';
  return String(subject);
}

/**
 * @param {string} code
 * @param {string} call
 * @param {string} path
 */
function errorOf(code, call, path) {
  const named = path !== '' ? ` '${path}'` : '';
  return Object.assign(new Error(`${code}: put here by tools/faults, ${call}${named}`), {
    code,
    syscall: call.replace(/Sync$/, ''),
    ...(named === '' ? {} : { path }),
  });
}

/**
 * Comes back as the function does where the system answers with an error.
 *
 * @param {Function} original
 * @param {any[]} args
 * @param {Error} error
 * @param {Answers} answers
 */
function wrong(original, args, error, answers) {
  if (answers === 'throws') throw error;
  if (answers === 'rejects') return Promise.reject(error);
  if (answers === 'calls back') {
    const callback = args.findLast((one) => typeof one === 'function');
    process.nextTick(callback, error);
    return undefined;
  }
  if (answers === 'result') {
    return { error, status: null, signal: null, pid: 0, output: null, stdout: null, stderr: null };
  }
  // What Node does where the system has no room for a process: a child that tells an error.
  const child = original.call(childProcess, '/no/such/program', [], args[2] ?? {});
  const emit = child.emit.bind(child);
  child.emit = (/** @type {string} */ event, /** @type {unknown[]} */ ...rest) =>
    emit(event, ...(event === 'error' ? [error] : rest));
  return child;
}

/**
 * @param {string} name
 * @param {string} path
 * @param {any[]} args
 * @returns {Point}
 */
function pointOf(name, path, args) {
  const plain = name.replace(/Sync$/, '');
  if (plain === 'spawn') return { name, path, changes: true, errors: SPAWN_ERRORS };
  const isForReading = plain === 'open' && (args[1] ?? 'r') === 'r';
  const isOpenedForReading = typeof args[1] === 'number' && (args[1] & 3) === fs.constants.O_RDONLY;
  const isReading = /^read|^opendir$/.test(plain) || isForReading || isOpenedForReading;
  const errors = /** @type {readonly string[]} */ (ERRORS[plain]);
  return {
    name,
    path,
    changes: !isReading,
    errors: plain === 'open' && isReading ? OPENED : errors,
  };
}

module.exports = { countPoints, endPoints };

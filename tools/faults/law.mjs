/** What has to hold of a workspace after a command in which something went wrong. */
import { createHash } from 'node:crypto';

/** @typedef {Map<string, string>} Files by their paths */

/** @typedef {'old' | 'new' | 'refused' | 'told' | 'unread' | 'a mixture'} State what a workspace is in */

/** The files through which Nix comes to a registry, and how one begins that refuses. */
const DOORS = ['repos/registry/names.nix', 'repos/registry/pkgs.nix'];
const CLOSED = '# Not whole: ';

/** What a person must never see. */
const TRACE = /\n\s+at |TypeError|nx-nix failed|uncaught|unhandled/;

/**
 * Judges what one run left, and what it said.
 *
 * @param {object} found
 * @param {import('./server.mjs').Answer | 'killed'} found.answer
 * @param {Files} found.now
 * @param {Files} found.before what was there before the command
 * @param {Files} found.after what the command makes of it where nothing goes wrong
 * @param {(files: Files) => string} found.nix what Nix says of a registry
 * @returns {{ readonly state: State, readonly faults: readonly string[] }}
 */
export function judge({ answer, now, before, after, nix }) {
  const faults = [];
  const seen = stateOf(now, before, after);
  const isKilled = answer === 'killed';
  const state = seen === 'a mixture' && isKilled && isUnread(now, before, after) ? 'unread' : seen;
  if (state === 'a mixture') faults.push(`a mixture: ${differing(now, before, after)}`);
  if (state === 'refused') {
    const said = nix(now);
    if (said !== '' && !/is being written, or its writing was interrupted/.test(said)) {
      faults.push(`Nix does not refuse it with our sentence: ${said}`);
    }
  }
  if (!isKilled) {
    const { success, said } = answer;
    if (success && state !== 'new') faults.push('it says that it succeeded, and has not written');
    if (!success && said.trim() === '') faults.push('it failed and said nothing');
    if (TRACE.test(said)) faults.push(`a trace: ${said}`);
    // A disk that refuses once lets us clean up.
    const left = [...now.keys()].filter((file) => file.endsWith('.tmp'));
    if (!success && left.length > 0) faults.push(`temporary files stay: ${left.join(', ')}`);
  }
  return { state, faults };
}

/**
 * @param {Files} now
 * @param {Files} before
 * @param {Files} after
 * @returns {State}
 */
function stateOf(now, before, after) {
  if (DOORS.some((door) => now.get(door)?.startsWith(CLOSED))) return 'refused';
  if (isSame(now, after)) return 'new';
  if (isSame(now, before)) return 'old';
  return isTold(now, before) ? 'told' : 'a mixture';
}

/**
 * Whether the results of a repo say themselves what went wrong: a resolution with problems, from which
 * nobody goes on, or a report.
 *
 * @param {Files} now
 * @param {Files} before
 */
function isTold(now, before) {
  const isResult = (/** @type {string} */ file) => file.startsWith('dist/repos/core/');
  const others = (/** @type {Files} */ files) =>
    new Map([...files].filter(([file]) => !isResult(file)));
  if (!isSame(others(now), others(before))) return false;
  const { problems } = JSON.parse(now.get('dist/repos/core/resolution.json') ?? '{}');
  const report = JSON.parse(now.get('dist/repos/core/check.sarif') ?? '{}');
  return problems?.length > 0 || report.runs?.[0].results.length > 0;
}

/**
 * Whether only results of the repo that was killed are of two ages, each of them whole. Nobody reads
 * them together before a `resolve` has succeeded, which writes both.
 *
 * @param {Files} now
 * @param {Files} before
 * @param {Files} after
 */
function isUnread(now, before, after) {
  return [...new Set([...before.keys(), ...after.keys()])].every((file) => {
    const [is, was, willBe] = [now.get(file), before.get(file), after.get(file)];
    return is === was || (is === willBe && file.startsWith('dist/repos/core/'));
  });
}

/**
 * Whether the files are the same; temporary ones do not count, and are no part of any set. Of
 * `dist`, every file is a result by itself.
 *
 * @param {Files} now
 * @param {Files} wanted
 */
export function isSame(now, wanted) {
  const files = new Set([...now.keys(), ...wanted.keys()].filter((one) => !one.endsWith('.tmp')));
  return [...files].every((file) => now.get(file) === wanted.get(file));
}

/**
 * @param {Files} now
 * @param {Files} before
 * @param {Files} after
 */
function differing(now, before, after) {
  return [...new Set([...now.keys(), ...before.keys(), ...after.keys()])]
    .filter((file) => before.get(file) !== after.get(file))
    .map((file) => {
      const age = now.get(file) === before.get(file) ? 'old' : 'new';
      return `${file} is ${now.get(file) === after.get(file) || age === 'old' ? age : 'neither'}`;
    })
    .join(', ');
}

/**
 * One short text for the same files.
 *
 * @param {Files} files
 */
export function fingerprint(files) {
  const hash = createHash('sha256');
  for (const [file, text] of [...files].sort()) hash.update(`${file}\0${text}\0`);
  return hash.digest('hex').slice(0, 12);
}

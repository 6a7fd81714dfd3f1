import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/**
 * A Nix that can be called.
 *
 * @typedef {object} Callable
 * @property {string} bin the folder of its programs
 * @property {Readonly<Record<string, string>>} env to be added to the environment
 */

/**
 * How a program ended.
 *
 * @typedef {object} Outcome
 * @property {boolean} ok it ran and ended with status 0
 * @property {string} stdout without white space at its ends
 * @property {string} stderr likewise
 * @property {string} why a phrase for a failure, empty otherwise
 */

/**
 * Runs one of Nix' programs to its end. After the timeout, it is killed with all its processes.
 *
 * @param {Callable} nix
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ timeout?: number, cwd?: string }} [options] timeout in milliseconds
 * @returns {Promise<Outcome>} never rejected
 */
export function runNix(nix, program, args, { timeout = 60_000, cwd } = {}) {
  return new Promise((resolve) => {
    const child = spawn(join(nix.bin, program), args, {
      cwd,
      env: { ...process.env, ...nix.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      // a process group of its own, so that its builders are killed with it
      detached: true,
    });
    let stdout = '';
    let stderr = '';
    let late = false;
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text));
    child.stderr
      .setEncoding('utf8')
      .on('data', (text) => (stderr = (stderr + text).slice(-20_000)));
    const end = () => endGroup(child.pid);
    const timer = setTimeout(() => {
      late = true;
      end();
    }, timeout);
    process.once('exit', end);
    const settle = (/** @type {string} */ why) => {
      clearTimeout(timer);
      process.removeListener('exit', end);
      resolve({ ok: why === '', stdout: stdout.trim(), stderr: stderr.trim(), why });
    };
    child.on('error', (error) => settle(`${program} cannot be run (${error.message})`));
    child.on('close', (status, signal) => {
      if (late) settle(`${program} did not end within ${timeout / 1000} seconds`);
      else if (status === 0) settle('');
      else settle(`${program} ended with ${signal ?? `status ${status}`}${errorSuffix(stderr)}`);
    });
  });
}

/** @param {number | undefined} pid */
function endGroup(pid) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // it has ended already
  }
}

/**
 * The last error in Nix's output, in one line, to stand behind a sentence.
 *
 * @param {string} stderr
 */
function errorSuffix(stderr) {
  const lines = stripVTControlCharacters(stderr)
    .split('\n')
    .map((line) => line.trim());
  const last =
    lines.findLast((line) => /^error: ./.test(line)) ?? lines.findLast((line) => line !== '');
  return last ? `: ${last}` : '';
}

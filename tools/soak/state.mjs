import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/** @type {typeof import('@nx-nix/files')} */
const { writeFileBeside } = createRequire(import.meta.url)('@nx-nix/files');

/**
 * The sums over all runs.
 *
 * @typedef {object} SoakState
 * @property {number} nextSeed seeds below it have been used
 * @property {Record<string, number>} runs inputs that each law was held to
 * @property {{ law: string, seed: number, input: string }[]} failures
 */

/**
 * Reads the state of earlier runs; an empty one if there is none.
 * @param {string} file
 * @returns {SoakState}
 */
export function loadState(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return { nextSeed: 1, runs: {}, failures: [] };
  }
}

/** Writes the state for later runs. @param {string} file @param {SoakState} state */
export function saveState(file, state) {
  writeFileBeside(file, `${JSON.stringify(state, undefined, 2)}\n`);
}

/** The number of inputs in all runs. @param {SoakState} state */
export function total({ runs }) {
  return Object.values(runs).reduce((sum, count) => sum + count, 0);
}

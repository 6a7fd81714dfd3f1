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
 * @property {Record<string, Record<string, number>>} [counts] what each law counted
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

/**
 * Adds what a law was held to.
 *
 * @param {SoakState} state
 * @param {string} law
 * @param {Pick<import('./held.mjs').Held, 'runs' | 'counts'>} held
 */
export function addUp(state, law, { runs, counts = {} }) {
  state.runs[law] = (state.runs[law] ?? 0) + runs;
  for (const [what, count] of Object.entries(counts)) {
    const sums = ((state.counts ??= {})[law] ??= {});
    sums[what] = (sums[what] ?? 0) + count;
  }
}

/** The number of inputs in all runs. @param {SoakState} state */
export function total({ runs }) {
  return Object.values(runs).reduce((sum, count) => sum + count, 0);
}

import fc from 'fast-check';
import { smallerInput } from './smaller.mjs';

/**
 * @template T
 * @typedef {import('./laws.mjs').Law<T>} Law
 */

/** @typedef {import('./laws.mjs').Counts} Counts */

/**
 * How a law is checked.
 *
 * @typedef {object} HeldOptions
 * @property {number} seed
 * @property {number} numRuns how many inputs; batches, where an input is one
 * @property {number} [shrinkingTakes] how long an input may be made smaller, in ms
 * @property {() => boolean} [isEnded] whether somebody ended the program. Ctrl-C reaches the
 *   programs that a law runs too, and that they fail then says nothing of the law
 */

/**
 * @typedef {object} Held
 * @property {number} runs inputs that the law was held to
 * @property {Counts} [counts] what the law counted
 * @property {{ why: string, input: string }} [failure] its input is made as small as possible
 */

/**
 * How much processor time one input may take, in ms. Generous: it finds only what counting steps
 * cannot see. Of a law that asks other programs, nothing is known that way.
 */
const longest = (/** @type {number} */ bytes) => 4_000 + bytes / 5;

/**
 * Checks a law with the inputs of a seed.
 *
 * @template T
 * @param {Law<T>} law
 * @param {HeldOptions} options
 * @returns {Promise<Held>}
 */
export async function heldTo(law, { seed, numRuns, ...options }) {
  const { shrinkingTakes = 120_000, isEnded = () => false } = options;
  /** @type {Record<string, number>} */
  const counts = {};
  let runs = 0;
  let hasFailed = false;
  const property = fc.asyncProperty(law.inputs, async (input) => {
    try {
      const counted = await checked(law, input);
      // What fast-check tries after a failure, to make it smaller, are no inputs of the seed.
      if (hasFailed) return;
      for (const [what, count] of Object.entries(counted)) {
        counts[what] = (counts[what] ?? 0) + count;
      }
    } catch (error) {
      hasFailed = true;
      throw error;
    } finally {
      if (!hasFailed) runs += law.counts?.(input) ?? 1;
    }
  });
  const details = await fc.check(property, {
    ...{ seed, numRuns },
    ...(law.smaller ? { endOnFailure: true } : { interruptAfterTimeLimit: shrinkingTakes }),
  });
  const held = { runs, ...(Object.keys(counts).length > 0 && { counts }) };
  const counterexample = details.counterexample?.[0];
  if (!details.failed || counterexample === undefined) return held;
  await signalsAreSeen();
  if (isEnded()) return held;
  const until = performance.now() + shrinkingTakes;
  const isOver = () => isEnded() || performance.now() > until;
  const { input, error } = law.smaller
    ? await smallestInput(law, counterexample, details.errorInstance, isOver)
    : { input: counterexample, error: details.errorInstance };
  const why = String(error).split('\n').slice(0, 12).join('\n  ');
  return { ...held, failure: { why, input: shown(law, input, isOver) } };
}

/**
 * Holds a law to an input; returns what it counted.
 *
 * @template T
 * @param {Law<T>} law
 * @param {T} input
 * @returns {Promise<Counts>}
 */
async function checked(law, input) {
  const started = process.cpuUsage();
  const counted = (await law.holds(input)) ?? {};
  const bytes = law.bytes?.(input).length;
  const { user, system } = process.cpuUsage(started);
  const took = (user + system) / 1000;
  if (bytes !== undefined && took > (law.longest ?? longest)(bytes)) {
    throw new Error(`${took.toFixed(0)} ms of the processor for ${bytes} bytes`);
  }
  return counted;
}

/**
 * Goes on to the first smaller input that fails too, until there is none.
 *
 * @template T
 * @param {Law<T>} law
 * @param {T} input
 * @param {unknown} error
 * @param {() => boolean} isOver
 * @returns {Promise<{ input: T, error: unknown }>} the smallest input, and why it fails
 */
async function smallestInput(law, input, error, isOver) {
  for (const smaller of law.smaller?.(input, error) ?? []) {
    if (isOver()) break;
    try {
      await law.holds(smaller);
    } catch (other) {
      await signalsAreSeen();
      if (!isOver()) return smallestInput(law, smaller, other, isOver);
    }
  }
  return { input, error };
}

/** Node tells of signals between its other work only. @returns {Promise<void>} */
function signalsAreSeen() {
  return new Promise((resume) => setTimeout(resume, 50));
}

/**
 * An input to be copied: as the law shows it, else its bytes as JavaScript, made smaller while there
 * is time: each of thousands of pieces is tried.
 *
 * @template T
 * @param {Law<T>} law
 * @param {T} input
 * @param {() => boolean} isOver
 */
function shown({ bytes, holdsFor, ...law }, input, isOver) {
  if (law.shown || !bytes) return law.shown?.(input) ?? JSON.stringify(input);
  const whole = bytes(input);
  const smallest = holdsFor
    ? smallerInput(whole, (part) => !isOver() && !holds(holdsFor, part))
    : whole;
  const text = Buffer.from(smallest).toString('utf8');
  return Buffer.from(text).equals(smallest)
    ? JSON.stringify(text)
    : `Buffer.from('${Buffer.from(smallest).toString('base64')}', 'base64')`;
}

/** @param {(bytes: Uint8Array) => void} law @param {Uint8Array} bytes */
function holds(law, bytes) {
  try {
    law(bytes);
    return true;
  } catch {
    return false;
  }
}

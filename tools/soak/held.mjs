import fc from 'fast-check';
import { smallerInput } from './smaller.mjs';

/**
 * How much processor time one input may take, in ms. Generous: it finds only what counting steps
 * cannot see.
 */
const longest = (/** @type {number} */ bytes) => 4_000 + bytes / 5;

/**
 * Checks a law with the inputs of a seed.
 *
 * @template T
 * @param {import('./laws.mjs').Law<T>} law
 * @param {{ seed: number, numRuns: number }} options
 * @returns {{ runs: number, failure?: { why: string, input: string } }} the input of a failure is
 *   made as small as possible
 */
export function heldTo(law, options) {
  const property = fc.property(law.inputs, (input) => {
    const started = process.cpuUsage();
    law.holds(input);
    const { user, system } = process.cpuUsage(started);
    const took = (user + system) / 1000;
    const bytes = law.bytes(input).length;
    if (took > (law.longest ?? longest)(bytes))
      throw new Error(`${took.toFixed(0)} ms of the processor for ${bytes} bytes`);
  });
  const details = fc.check(property, { ...options, interruptAfterTimeLimit: 120_000 });
  const counterexample = details.counterexample?.[0];
  if (!details.failed || counterexample === undefined) return { runs: details.numRuns };
  const { holdsFor } = law;
  const bytes = law.bytes(counterexample);
  const smallest = holdsFor ? smallerInput(bytes, (part) => !holds(holdsFor, part)) : bytes;
  const why = String(details.errorInstance).split('\n').slice(0, 12).join('\n  ');
  return { runs: details.numRuns, failure: { why, input: shown(smallest) } };
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

/** The bytes as JavaScript, to be copied. @param {Uint8Array} bytes */
function shown(bytes) {
  const text = Buffer.from(bytes).toString('utf8');
  return Buffer.from(text).equals(bytes)
    ? JSON.stringify(text)
    : `Buffer.from('${Buffer.from(bytes).toString('base64')}', 'base64')`;
}

import { Problem } from './problem.mjs';

/**
 * What a mirror serves cannot be trusted. Unlike a network that fails, it is no reason to go on
 * with what was fetched before: then whoever disturbs the mirror would choose how old that is.
 */
export class Untrusted extends Problem {
  /**
   * @param {string} message what is wrong, and what to do
   * @param {{ cause?: unknown }} [options]
   */
  constructor(message, options) {
    super(message, options);
    this.name = 'Untrusted';
  }
}

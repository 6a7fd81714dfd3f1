/**
 * Something is wrong that the reader can do something about: the message is the sentence to print,
 * without a stack. Anything else that is thrown here is a fault of these tools.
 */
export class Problem extends Error {
  /**
   * @param {string} message one clear sentence: what is wrong, and what to do
   * @param {{ cause?: unknown }} [options]
   */
  constructor(message, options) {
    super(message, options);
    this.name = 'Problem';
  }
}

/** The mirror answered, and what was asked for is not there: trying again is of no use. */
export class NotThere extends Problem {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'NotThere';
  }
}

/**
 * What an unknown thrown value says, with the reason that Node hides in `cause`.
 *
 * @param {unknown} thrown
 * @returns {string}
 */
export function sentence(thrown) {
  if (!(thrown instanceof Error)) return String(thrown);
  const { cause } = thrown;
  const hidden =
    cause instanceof Error && !(thrown instanceof Problem)
      ? ` (${cause.message || cause.name})`
      : '';
  return `${thrown.message}${hidden}`;
}

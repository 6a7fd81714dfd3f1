/**
 * An error that the user can mend: the message is printed without a stack. Any other error is a bug
 * of these tools.
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

/** The mirror answered that the file does not exist: further attempts are useless. */
export class NotThere extends Problem {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = 'NotThere';
  }
}

/**
 * The message of any thrown value, with the reason that Node puts into `cause`.
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

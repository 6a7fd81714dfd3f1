import { toldLines, type TerminalText } from './terminal-text';

/**
 * What a person can mend, and what has no place in a file (that is a `Problem`): an option, a missing
 * Nix, a full disk. The message is all there is to say: what is wrong, and what to do.
 */
export class UserError extends Error {
  override readonly name = 'UserError';

  /** @param told the message as it is printed, where it has colours */
  constructor(
    message: string,
    readonly told: TerminalText = toldLines(message),
  ) {
    super(message);
  }
}

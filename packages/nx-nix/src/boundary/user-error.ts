/**
 * What a person can mend, and what has no place in a file (that is a `Problem`): an option, a missing
 * Nix, a full disk. The message is all there is to say: what is wrong, and what to do.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
}

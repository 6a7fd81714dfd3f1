/**
 * Something about Nix that a person can mend: its message says what, without a stack trace. What
 * is not such a thing is a fault of this plugin and stays an ordinary error.
 */
export class UserError extends Error {
  override readonly name = 'UserError';
}

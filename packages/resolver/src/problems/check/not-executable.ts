import { Problem } from '../problem';

/** A Nix file begins with `#!`, but is not executable. */
export class NotExecutable extends Problem {
  readonly code = 'not-executable';
  readonly message = 'this Nix file begins with `#!` and is not executable';
  readonly hint = '`chmod +x` it, or take the line away';
}

import { Problem } from '../problem';

/** A Nix file that names the program to execute it, and may not be executed. */
export class NotExecutable extends Problem {
  readonly code = 'not-executable';
  readonly message = 'this Nix file begins with `#!` and is not executable';
  readonly hint = '`chmod +x` it, or take the line away';
}

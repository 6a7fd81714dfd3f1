import type { Diagnostic } from '@nx-nix/lambdas';
import { Problem, type Place } from './problem';

/** Nix would not parse a file. */
export class SyntaxErrorProblem extends Problem {
  readonly code = 'syntax-error';
  readonly message: string;
  readonly hint: string;

  constructor(
    place: Place,
    { found, expected, reason }: Extract<Diagnostic, { readonly kind: 'syntax-error' }>,
  ) {
    super(place);
    const what = found === '' ? 'the file ends' : `\`${found}\` stands`;
    this.message = reason
      ? `Nix refuses this file: ${reason}`
      : expected
        ? `this file does not parse: ${what} where ${expected} is expected`
        : `this file does not parse: ${what} where it cannot`;
    this.hint = 'mend the syntax; `nix-instantiate --parse` on the file says what Nix makes of it';
  }
}

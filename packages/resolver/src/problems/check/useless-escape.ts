import { Problem, type Place } from '../problem';

/** A string has a backslash that Nix ignores. */
export class UselessEscape extends Problem {
  readonly code = 'useless-escape';
  readonly message: string;
  readonly hint: string;

  constructor(place: Place, escape: string) {
    super(place);
    const character = escape.slice(-1);
    const isIndented = escape.startsWith("''");
    this.message = `\`${escape}\` is nothing but \`${character}\` to Nix`;
    this.hint = isIndented
      ? `write \`${character}\``
      : `write \`${character}\`, or \`\\\\${character}\` where a backslash is meant`;
  }
}

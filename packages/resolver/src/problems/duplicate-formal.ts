import type { Position } from '@nx-nix/lambdas';
import { Problem, type Place } from './problem';

/** A lambda has two formals with the same name, so Nix rejects the file. */
export class DuplicateFormal extends Problem {
  readonly code = 'duplicate-formal';
  readonly message: string;
  readonly hint = 'take one of the two away';

  constructor(place: Place, name: string, first: Position) {
    super(place);
    this.message = `the formal \`${name}\` stands here a second time, first at ${first.line}:${first.column}`;
  }
}

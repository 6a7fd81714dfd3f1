import { Problem, type Place } from './problem';

/** A set of lambdas is nested so deeply that it must contain itself. */
export class EndlessSet extends Problem {
  readonly code = 'endless-set';
  readonly message: string;
  readonly hint =
    'a set that holds itself has no end: leave it out of what default.nix gives, or name its members';

  constructor(place: Place, key: string, members: number) {
    super(place);
    this.message = `the set \`${key}\` does not come to an end: ${members} members down to here`;
  }
}

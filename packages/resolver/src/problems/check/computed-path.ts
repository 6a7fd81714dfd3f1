import { Problem, type Place } from '../problem';

/** A path has a computed part, so its target is known only after evaluation. */
export class ComputedPath extends Problem {
  readonly code = 'computed-path';
  readonly message: string;
  readonly hint =
    'write the paths out, in a set that is selected from: `{ a = ./a.patch; b = ./b.patch; }.${x}`';

  constructor(place: Place, written: string) {
    super(place);
    this.message = `where \`${written}\` leads cannot be read from the text`;
  }
}

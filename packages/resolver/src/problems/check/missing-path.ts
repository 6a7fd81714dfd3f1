import { Problem, type Place } from '../problem';

/** The target of a path in a package's file does not exist. */
export class MissingPath extends Problem {
  readonly code = 'missing-path';
  readonly message: string;
  readonly hint = 'mend the path, or add the file (and see that git does not ignore it)';

  constructor(
    place: Place,
    readonly written: string,
  ) {
    super(place);
    this.message = `\`${written}\` leads nowhere`;
  }
}

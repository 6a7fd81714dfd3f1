import { Problem, type Place } from './problem';

/** A file that another file of the repo or the registry calls does not exist. */
export class MissingFile extends Problem {
  readonly code = 'missing-file';
  readonly message: string;
  readonly hint = 'mend the path, or add the file';

  constructor(
    place: Place,
    readonly written: string,
  ) {
    super(place);
    this.message = `\`${written}\` is called here, and there is no such file in the repo`;
  }
}

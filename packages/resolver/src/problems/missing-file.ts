import { Problem, type Place } from './problem';

/** A file of the repo is called, by another one or by the registry, and is not there. */
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

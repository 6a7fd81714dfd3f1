import { Problem, type Place } from './problem';

/** A file that another file of the repo, or the repo itself, calls does not exist. */
export class MissingFile extends Problem {
  readonly code = 'missing-file';
  readonly hint = 'mend the path, or add the file';

  /**
   * @param place where the file is called, in a file that exists
   * @param message a sentence without full stop; absent for a call that stands at the place
   */
  constructor(
    place: Place,
    readonly written: string,
    readonly message = `\`${written}\` is called here, and there is no such file in the repo`,
  ) {
    super(place);
  }
}

import { Problem, type Place } from './problem';

/** The inputs of the published flake do not match the repos, or cannot be locked. */
export class BadPublished extends Problem {
  readonly code = 'bad-published';

  constructor(
    place: Place,
    readonly message: string,
    readonly hint: string,
  ) {
    super(place);
  }
}

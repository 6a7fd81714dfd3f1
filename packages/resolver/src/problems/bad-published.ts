import { Problem, type Place } from './problem';

/** What the registry is published from does not fit the repos that there are. */
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

import { Problem, type Place } from '../problem';

/** A symbolic link in a package's folder leads nowhere. */
export class BrokenLink extends Problem {
  readonly code = 'broken-link';
  readonly message: string;
  readonly hint = 'mend it, or take it away';

  constructor(place: Place, target: string) {
    super(place);
    this.message = `this link, to ${target}, leads nowhere`;
  }
}

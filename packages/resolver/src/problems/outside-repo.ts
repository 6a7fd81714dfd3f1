import { Problem, type Place } from './problem';

/** A link leads out of the repo, so a checkout of only this repo would be incomplete. */
export class OutsideRepo extends Problem {
  readonly code = 'outside-repo';
  readonly message: string;
  readonly hint = 'put a copy of the file into the repo; a repo stands on its own';

  constructor(place: Place, target: string) {
    super(place);
    this.message = `this leads out of the repo, to ${target}`;
  }
}

import { Problem, type Place } from './problem';

/** What is known of the base is of another base, or not all that the repos ask about. */
export class StaleBase extends Problem {
  readonly code = 'stale-base';
  readonly message: string;
  readonly hint = 'run `nx sync`, which asks Nix, and commit what it writes';

  /** @param file `base.json`, from the workspace root */
  constructor(place: Place, base: string, file: string, why: string) {
    super(place);
    this.message = `${file} does not hold for the base \`${base}\`: ${why}`;
  }
}

import { Problem, type Place } from './problem';

/** The facts in `base.json` are about another base, or do not have all that the repos need. */
export class StaleBase extends Problem {
  readonly code = 'stale-base';
  readonly message: string;
  readonly hint = 'run `nx sync`, which asks Nix, and commit what it writes';

  /** @param file the path of `base.json`, from the workspace root */
  constructor(place: Place, base: string, file: string, why: string) {
    super(place);
    this.message = `${file} does not hold for the base \`${base}\`: ${why}`;
  }
}

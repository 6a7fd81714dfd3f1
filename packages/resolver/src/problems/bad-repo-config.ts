import { Problem, type Place } from './problem';

/** A `nix-repo.json` has a wrong, unknown or missing field. */
export class BadRepoConfig extends Problem {
  readonly code = 'bad-repo-config';

  constructor(
    place: Place,
    readonly message: string,
    readonly hint: string,
  ) {
    super(place);
  }
}

import { Problem, type Place } from './problem';

/** A `nix-repo.json` that does not say what it should. */
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

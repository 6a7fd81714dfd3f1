import { Problem, type Place } from './problem';

/** A repo's folder has a name that cannot be that of a flake input or an Nx project. */
export class BadRepoName extends Problem {
  readonly code = 'bad-repo-name';

  constructor(
    place: Place,
    readonly message: string,
    readonly hint: string,
  ) {
    super(place);
  }
}

import { Problem, type Place } from './problem';

/** The workspace has a second registry, or a second lib. */
export class DuplicateRepo extends Problem {
  readonly code = 'duplicate-repo';
  readonly message: string;
  readonly hint = 'say another "kind" in the nix-repo.json of one of them';

  constructor(place: Place, kind: string, first: string) {
    super(place);
    this.message = `a workspace has one repo of kind "${kind}", and ${first} is one already`;
  }
}

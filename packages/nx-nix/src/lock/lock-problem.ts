import { Problem, type Place } from '@nx-nix/resolver';

/** Something that cannot be locked, or a lock that is not what it should be; see docs/locks.md. */
export class LockProblem extends Problem {
  readonly code = 'lock';

  constructor(
    place: Place,
    readonly message: string,
    readonly hint: string,
  ) {
    super(place);
  }
}

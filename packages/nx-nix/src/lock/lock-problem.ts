import { Problem, type Place } from '@nx-nix/resolver';

/** A source that cannot be locked, or a wrong lock; see docs/locks.md. */
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

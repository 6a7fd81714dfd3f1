import { Problem, type Place } from './problem';

/** Nix lists the lambdas of a repo, and does not come to an end. */
export class EndlessEvaluation extends Problem {
  readonly code = 'endless-evaluation';
  readonly message: string;
  readonly hint =
    'look for what never ends in default.nix and what it imports; NX_NIX_EVALUATION_MINUTES gives more time';

  constructor(place: Place, version: string, minutes: number) {
    super(place);
    this.message = `Nix ${version} did not come to an end of this repo within ${minutes} minutes, and was ended`;
  }
}

import { Problem, type Place } from '../problem';

/** A file has a pipe operator, which Nix reads only with an experimental feature. */
export class PipeOperator extends Problem {
  readonly code = 'pipe-operator';
  readonly message: string;
  readonly hint =
    'write it as a call, or see that whoever evaluates it has `experimental-features = pipe-operators`, with Nix 2.24 or newer';

  constructor(place: Place, operator: string) {
    super(place);
    this.message = `\`${operator}\` is an experimental feature: without it, Nix does not read this file`;
  }
}

import { Problem, type Place } from '../problem';

/** The attribute names of an overlay are known only after evaluation. */
export class OpaqueOverlay extends Problem {
  readonly code = 'opaque-overlay';
  readonly message: string;
  readonly hint =
    'write its attributes out: `final: prev: { jq = …; }`, also with `//`, `inherit`, `lib.optionalAttrs`, `if`, or in files that it imports by path';

  /** @param found the kind of expression, with its article: "a call of a function" */
  constructor(place: Place, found: string) {
    super(place);
    this.message = `what this overlay sets cannot be read from its text: this is ${found}`;
  }
}

import { Problem, type Place } from '../problem';

/** A file that is to be an overlay and is none. */
export class BadOverlay extends Problem {
  readonly code = 'bad-overlay';
  readonly message: string;
  readonly hint = 'write it as `final: prev: { … }`, or `{ lib, ... }: final: prev: { … }`';

  /** @param reason a sentence */
  constructor(place: Place, reason: string) {
    super(place);
    this.message = reason;
  }
}

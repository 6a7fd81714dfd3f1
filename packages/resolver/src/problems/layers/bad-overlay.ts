import { Problem, type Place } from '../problem';

/** A file in `overrides/` is not an overlay. */
export class BadOverlay extends Problem {
  readonly code = 'bad-overlay';
  readonly message: string;
  readonly hint = 'write it as `final: prev: { … }`, or `{ lib, ... }: final: prev: { … }`';

  /** @param reason a sentence without full stop */
  constructor(place: Place, reason: string) {
    super(place);
    this.message = reason;
  }
}

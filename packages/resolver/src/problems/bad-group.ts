import { Problem, type Place } from './problem';

/** A group file has a form that `useByName` of `repos/lib` rejects. */
export class BadGroup extends Problem {
  readonly code = 'bad-group';
  readonly message: string;
  readonly hint =
    'a group file is `{ lib, ... }: { name = { stdenv }: …; }`, or curried over the package set: `{ lib, ... }: final: { … }`';

  constructor(place: Place, reason: string) {
    super(place);
    this.message = `this is no group: ${reason}`;
  }
}

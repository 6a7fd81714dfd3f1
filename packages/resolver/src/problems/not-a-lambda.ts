import { Problem, type Place } from './problem';

/** The value of a package is not a function that `callPackage` could call. */
export class NotALambda extends Problem {
  readonly code = 'not-a-lambda';
  readonly message: string;
  readonly hint = 'a package file holds one lambda: `{ stdenv, ... }: stdenv.mkDerivation { … }`';

  constructor(place: Place, found: string) {
    super(place);
    this.message = `a lambda is expected here, this is ${found}`;
  }
}

import { Problem, type Place } from '../problem';

/** A package's file has a path that Nix looks up in `NIX_PATH`, `<…>`. */
export class SearchPath extends Problem {
  readonly code = 'search-path';
  readonly message: string;
  readonly hint =
    'ask for it by a formal: what `<…>` finds differs from machine to machine, and a flake finds nothing';

  constructor(place: Place, written: string) {
    super(place);
    this.message = `\`${written}\` is looked up in NIX_PATH, outside of the package`;
  }
}

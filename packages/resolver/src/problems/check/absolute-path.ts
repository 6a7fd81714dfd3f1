import { Problem, type Place } from '../problem';

/** A package's file has a path from the root of the file system. */
export class AbsolutePath extends Problem {
  readonly code = 'absolute-path';
  readonly message: string;
  readonly hint =
    'put the file beside this one and write `./…`; a path that is meant for a program is a string, "/…"';

  constructor(place: Place, written: string) {
    super(place);
    this.message = `\`${written}\` is a place on this machine, not in the package`;
  }
}

import { Problem, type Place } from '../problem';

/** A package's file has a path in the user's home, `~/…`. */
export class HomePath extends Problem {
  readonly code = 'home-path';
  readonly message: string;
  readonly hint = 'put the file beside this one and write `./…`';

  constructor(place: Place, written: string) {
    super(place);
    this.message = `\`${written}\` lies in the home of whoever evaluates it`;
  }
}

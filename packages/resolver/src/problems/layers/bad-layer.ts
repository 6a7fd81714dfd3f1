import { Problem, type Place } from '../problem';

/** A file of a layer that does not say what it should. */
export class BadLayer extends Problem {
  readonly code = 'bad-layer';

  constructor(
    place: Place,
    readonly message: string,
    readonly hint: string,
  ) {
    super(place);
  }
}

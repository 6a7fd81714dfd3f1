import { Problem, type Place } from '../problem';

/** A file of a layer has a wrong name or wrong content. */
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

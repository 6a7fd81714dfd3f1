import { Problem, type Place } from '../problem';

/** A file reads the time of its evaluation. */
export class ReadsClock extends Problem {
  readonly code = 'reads-clock';
  readonly message: string;
  readonly hint =
    'take a time that is written down: a version, the date of a source (`lastModified`), SOURCE_DATE_EPOCH in the build';

  constructor(place: Place, name: string) {
    super(place);
    this.message = `\`${name}\` is another one at each evaluation, so that nothing that is made of it can be kept`;
  }
}

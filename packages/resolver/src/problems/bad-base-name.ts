import { Problem, type Place } from './problem';

/** A line in the list of base names is no attribute path. */
export class BadBaseName extends Problem {
  readonly code = 'bad-base-name';
  readonly message: string;
  readonly hint =
    'write one attribute path a line: `zlib`, `python3Packages.requests`, `extras."a.b"`; a comment begins with `#`';

  constructor(place: Place, line: string) {
    super(place);
    this.message = `this is no attribute path: ${JSON.stringify(line)}`;
  }
}

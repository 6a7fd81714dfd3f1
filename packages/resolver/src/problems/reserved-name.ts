import { Problem, type Place } from './problem';

/** A package under a name that the generated set needs for itself. */
export class ReservedName extends Problem {
  readonly code = 'reserved-name';
  readonly message: string;
  readonly hint = 'rename the package; these names make a package set work';

  constructor(place: Place, path: string, name: string) {
    super(place);
    this.message = `\`${path}\` cannot be a package: the package set itself uses the name \`${name}\``;
  }
}

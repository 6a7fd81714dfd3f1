import { Problem, type Place } from './problem';

/** A package or set has a name that the generated package set needs for itself. */
export class ReservedName extends Problem {
  readonly code = 'reserved-name';
  readonly message: string;
  readonly hint = 'rename it; these names make a package set work';
  override readonly subject: string;

  constructor(place: Place, path: string, name: string) {
    super(place);
    this.subject = path;
    this.message = `\`${path}\` cannot be a package or a set of them: the package set itself uses the name \`${name}\``;
  }
}

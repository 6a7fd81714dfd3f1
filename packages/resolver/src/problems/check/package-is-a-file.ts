import { Problem, type Place } from '../problem';

/** In a by-name layout, a file is in the place of a package's folder. */
export class PackageIsAFile extends Problem {
  readonly code = 'package-is-a-file';
  readonly message = 'this is a file, and a shard holds the folders of packages only';
  readonly hint: string;

  /** @param right the path that the package's file should have */
  constructor(place: Place, right: string) {
    super(place);
    this.hint = `nothing reads it; a package is ${right}`;
  }
}

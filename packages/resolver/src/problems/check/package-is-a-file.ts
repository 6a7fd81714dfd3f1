import { Problem, type Place } from '../problem';

/** In a by-name tree, a file stands where a package's folder should be. */
export class PackageIsAFile extends Problem {
  readonly code = 'package-is-a-file';
  readonly message = 'this is a file, and a shard holds the folders of packages only';
  readonly hint: string;

  constructor(place: Place, right: string) {
    super(place);
    this.hint = `nothing reads it; a package is ${right}`;
  }
}

import { Problem, type Place } from '../problem';

/** A folder has the name of a package file (`package.nix`). */
export class PackageFileIsAFolder extends Problem {
  readonly code = 'package-file-is-a-folder';
  readonly message: string;
  readonly hint = 'rename it; a package is made by a file of that name';

  constructor(place: Place, name: string) {
    super(place);
    this.message = `\`${name}\` is a folder here`;
  }
}

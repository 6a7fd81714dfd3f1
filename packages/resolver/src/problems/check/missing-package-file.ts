import { Problem, type Place } from '../problem';

/** A package's folder in a shard has none of the files that define a package. */
export class MissingPackageFile extends Problem {
  readonly code = 'missing-package-file';
  readonly message: string;
  readonly hint: string;
  override readonly subject: string;

  constructor(place: Place, name: string, files: readonly string[]) {
    super(place);
    this.message = `the folder of \`${name}\` has no package in it`;
    this.hint = `add one, ${files.join(' or ')}, or take the folder away`;
    this.subject = name;
  }
}

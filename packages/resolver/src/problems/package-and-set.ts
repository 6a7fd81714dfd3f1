import { Problem, placeText, type Place } from './problem';

/** One attribute path is a package here and a set of packages elsewhere. */
export class PackageAndSet extends Problem {
  readonly code = 'package-and-set';
  readonly message: string;
  readonly hint: string;

  constructor(place: Place, path: string, member: string, memberPlace: Place) {
    super(place);
    this.message = `\`${path}\` is a package here, and a set at ${placeText(memberPlace)}, which defines \`${member}\``;
    this.hint = 'an attribute is one or the other: rename the package or the set';
  }
}

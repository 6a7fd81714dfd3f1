import { isBelow, Problem, placeText, type Place } from './problem';

/** The same attribute path is a package in one file and a set of packages in another. */
export class PackageAndSet extends Problem {
  readonly code = 'package-and-set';
  readonly message: string;
  readonly hint = 'an attribute is one or the other: rename the package or the set';
  override readonly subject: string;

  /** @param side whether the problem is shown at the package or at the member of the set */
  constructor(
    private readonly packagePlace: Place,
    private readonly path: string,
    private readonly member: string,
    private readonly memberPlace: Place,
    side: 'package' | 'member' = 'package',
  ) {
    super(side === 'package' ? packagePlace : memberPlace);
    this.message =
      side === 'package'
        ? `\`${path}\` is a package here, and a set at ${placeText(memberPlace)}, which defines \`${member}\``
        : `\`${path}\` is a set here, which defines \`${member}\`, and a package at ${placeText(packagePlace)}`;
    this.subject = path;
  }

  /** Reported to both repos: at the package, and at the member of the set. */
  override seenFrom(root: string): Problem | undefined {
    if (isBelow(this.place, root)) return this;
    const { packagePlace, path, member, memberPlace } = this;
    return isBelow(memberPlace, root)
      ? new PackageAndSet(packagePlace, path, member, memberPlace, 'member')
      : undefined;
  }
}

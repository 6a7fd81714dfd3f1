import { formatPosition, type Body } from '@nx-nix/lambdas';
import { attributeName, pathText } from '../names/attribute-path';
import type { LocatedPackage } from '../locate/located';
import { UnusedFormal } from '../problems/check/unused-formal';
import type { Problem } from '../problems/problem';

/**
 * Formals of packages that their lambdas never reference. A lambda that several packages share is
 * reported once, for the first of them.
 * @param bodyOf the reading of a file, undefined where it cannot be read
 */
export function unusedFormals(
  packages: readonly LocatedPackage[],
  bodyOf: (file: string) => Body | undefined,
): readonly Problem[] {
  const reported = new Set<string>();
  return packages.flatMap((pkg) => {
    const file = pkg.formalsFile;
    if (pkg.formals.length === 0) return [];
    const unused = new Set(
      bodyOf(file)?.unusedFormals.map(({ position }) => formatPosition(position)),
    );
    return pkg.formals.flatMap(({ name, position }) => {
      const at = formatPosition(position);
      if (!unused.has(at) || reported.has(`${file}:${at}`)) return [];
      reported.add(`${file}:${at}`);
      return [new UnusedFormal({ file, position }, pathText(pkg.path), attributeName(name))];
    });
  });
}

import { compareNames } from './attribute-path';

/**
 * Formals that stand for the package set as a whole: what is taken out of one, `pkgs.zlib` or
 * `buildPackages.cmake`, is a package of top level. The further ones are Nixpkgs' sets for
 * cross-compilation, by role.
 * @see https://nixos.org/manual/nixpkgs/stable/#ssec-cross-usage
 */
export const PACKAGE_SETS: ReadonlySet<string> = new Set([
  'pkgs',
  'buildPackages',
  'targetPackages',
  'pkgsBuildBuild',
  'pkgsBuildHost',
  'pkgsBuildTarget',
  'pkgsHostHost',
  'pkgsHostTarget',
  'pkgsTargetTarget',
]);

/**
 * Formals behind which a lambda can use packages that no one sees: the whole set, and what calls
 * other files with packages.
 */
export const HIDING: ReadonlySet<string> = new Set([
  ...PACKAGE_SETS,
  'callPackage',
  'callPackages',
  'newScope',
]);

/** How many packages have each of those formals: `{ pkgs: 2 }`. What they use cannot all be seen. */
export function hidingFormals(
  packages: readonly { readonly formals: readonly { readonly name: string }[] }[],
): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { formals } of packages) {
    for (const { name } of formals) {
      if (HIDING.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => compareNames(a, b)));
}

import { compareNames } from './attribute-path';

/**
 * Formals that stand for the whole package set: `pkgs.zlib` and `buildPackages.cmake` are packages
 * of top level. All but `pkgs` are nixpkgs' sets for cross-compilation.
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
 * Formals through which a lambda can use packages that cannot be read from its text: whole package
 * sets, and functions that call other files with packages.
 */
export const HIDING_FORMALS: ReadonlySet<string> = new Set([
  ...PACKAGE_SETS,
  'callPackage',
  'callPackages',
  'newScope',
]);

/** The number of packages with each of `HIDING_FORMALS`: `{ pkgs: 2 }`. */
export function hidingFormalCounts(
  packages: readonly { readonly formals: readonly { readonly name: string }[] }[],
): Readonly<Record<string, number>> {
  const counts = new Map<string, number>();
  for (const { formals } of packages) {
    for (const { name } of formals) {
      if (HIDING_FORMALS.has(name)) counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  }
  return Object.fromEntries([...counts].sort(([a], [b]) => compareNames(a, b)));
}

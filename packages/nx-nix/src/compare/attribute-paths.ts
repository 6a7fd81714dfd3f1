import { createHash } from 'node:crypto';
import { pathText, type AttributePath } from '@nx-nix/resolver';

/** The set that contains a package. */
export function parent(path: AttributePath): AttributePath {
  return path.slice(0, -1);
}

/** The paths without duplicates. */
export function distinct(paths: readonly AttributePath[]): readonly AttributePath[] {
  return [...new Map(paths.map((path) => [pathText(path), path])).values()];
}

/**
 * The paths in an order that depends only on the seed and each name: a new name does not change the
 * order of the others.
 */
export function shuffled(paths: readonly AttributePath[], seed: string): readonly AttributePath[] {
  return paths
    .map((path) => ({
      path,
      lot: createHash('sha256')
        .update(`${seed}\0${pathText(path)}`)
        .digest('hex'),
    }))
    .sort((a, b) => (a.lot < b.lot ? -1 : 1))
    .map(({ path }) => path);
}

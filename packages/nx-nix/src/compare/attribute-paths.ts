import { createHash } from 'node:crypto';
import { pathText, type AttributePath } from '@nx-nix/resolver';

/** The set that a package lies in. */
export function parent(path: AttributePath): AttributePath {
  return path.slice(0, -1);
}

/** Each path once. */
export function distinct(paths: readonly AttributePath[]): readonly AttributePath[] {
  return [...new Map(paths.map((path) => [pathText(path), path])).values()];
}

/** In an order that depends on the seed and the names alone: a name more moves no other. */
export function drawn(paths: readonly AttributePath[], seed: string): readonly AttributePath[] {
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

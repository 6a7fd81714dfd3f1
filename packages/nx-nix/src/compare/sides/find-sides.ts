import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../../boundary/user-error';
import { flakeSide } from './flake-side';
import { registryConfigIn } from '../../base/readable-folders';
import type { Side } from '../evaluation/side';
import { type SidesPlace } from './sides-place';
import { withRevision } from './revision-side';
import { pathSide } from './path-side';

/** The registry over the working tree. */
export function registrySide(place: SidesPlace): Side {
  const folder = join(place.workspaceRoot, place.registry);
  const from = place.base?.folder;
  return pathSide(place, 'the registry', folder, { readable: from === undefined ? [] : [from] });
}

/**
 * Finds what the registry is compared with, for as long as `use` looks at it (a revision is written
 * to a temporary folder): what begins with `.` or `/` or is a file or folder with a package set is a
 * path, what has a `#` or begins with `scheme:` an installable, anything else a revision of git's.
 * @throws UserError where it is none of these
 */
export async function withOtherSide<T>(
  place: SidesPlace,
  use: (there: Side) => Promise<T>,
): Promise<T> {
  if (place.against === undefined && place.base) {
    return use(pathSide(place, place.base.reference, place.base.folder));
  }
  const against = place.against ?? defaultAgainst(place);
  // As in `.#hello`, which also begins like a path.
  if (
    against.includes('#') ||
    (/^[a-z][a-z0-9+.-]*:./i.test(against) && !existsSync(resolve(place.from, against)))
  ) {
    return use(await flakeSide(place, against));
  }
  const path = resolve(place.from, against);
  const isPath = /^\.{0,2}(\/|$)/.test(against) || place.against === undefined;
  if (isPath || isPackageSet(path)) return use(pathSide(place, against, path));
  return withRevision(place, against, use);
}

/** The registry's base, or a sentence that says what to give. */
function defaultAgainst({ workspaceRoot, registry }: SidesPlace): string {
  const { base } = registryConfigIn(join(workspaceRoot, registry));
  if (typeof base === 'string') {
    return /^[./]/.test(base) ? resolve(workspaceRoot, registry, base) : base;
  }
  throw new UserError(
    `${registry}/nix-repo.json names no "base", so say what to compare with: --against=HEAD (or another revision), --against=../nixpkgs (a path), --against=github:NixOS/nixpkgs#legacyPackages (an installable)`,
  );
}

function isPackageSet(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile()
    ? path.endsWith('.nix')
    : found?.isDirectory() === true && existsSync(join(path, 'default.nix'));
}

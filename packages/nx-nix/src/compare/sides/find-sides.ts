import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../../boundary/user-error';
import { flakeSide } from './flake-side';
import { configIn } from '../../base/readable-folders';
import type { Side } from '../evaluation/side';
import { type SideSettings } from './side-settings';
import { withRevision } from './revision-side';
import { pathSide } from './path-side';

/** The side `here`: the registry over the working tree. */
export function registrySide(place: SideSettings): Side {
  const folder = join(place.workspaceRoot, place.registry);
  const from = place.base?.folder;
  return pathSide(place, 'the registry', folder, { readable: from === undefined ? [] : [from] });
}

/**
 * Finds the set that the registry is compared with, and calls `use` with it. A path begins with `.`
 * or `/`, or is a file or folder with a package set. An installable contains `#` or begins with
 * `scheme:`. Anything else is a revision of git; its files exist (in a temporary folder) only while
 * `use` runs.
 * @throws UserError when it is none of these
 * @returns what `use` returns
 */
export async function withOtherSide<T>(
  place: SideSettings,
  use: (there: Side) => Promise<T>,
): Promise<T> {
  if (place.against === undefined && place.base) {
    return use(pathSide(place, place.base.reference, place.base.folder));
  }
  const against = place.against ?? defaultAgainst(place);
  // This comes first: `.#hello` begins like a path.
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

/**
 * The base of the registry.
 * @throws UserError that explains `--against`, when the registry has no base
 */
function defaultAgainst({ workspaceRoot, registry }: SideSettings): string {
  const { base } = configIn(join(workspaceRoot, registry));
  if (base !== undefined) {
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

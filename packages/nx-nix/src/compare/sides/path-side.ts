import { existsSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { registryAccess } from '../../base/registry-access';
import type { NixAccess } from '../../nix/nix-access';
import { UserError } from '../../boundary/user-error';
import { folderIdentity } from './folder-identity';
import { folderOf, isRegistryFolder, readableFolders } from '../../base/readable-folders';
import type { Side } from '../evaluation/side';
import { type SideSettings, configFor } from './side-settings';

/** Optional settings of a side. */
export interface PathSideOptions {
  readonly notes?: readonly string[];
  /** Identifies the repos of a registry, in place of the state of their files. */
  readonly identity?: unknown;
  /** Further folders that Nix may read. */
  readonly readable?: readonly string[];
}

/**
 * The side for a folder with a `default.nix`, or for a Nix file.
 * @throws UserError when there is no such file
 */
export function pathSide(
  place: SideSettings,
  label: string,
  path: string,
  { notes = [], identity, readable = [] }: PathSideOptions = {},
): Side {
  const found = statSync(path, { throwIfNoEntry: false });
  const file = found?.isDirectory() ? join(path, 'default.nix') : path;
  if (!existsSync(file)) {
    throw new UserError(
      found
        ? `${path} has no default.nix: --against takes a folder whose default.nix is a function of \`{ system, config, overlays, crossSystem }\``
        : `there is no ${path}, which ${place.against === undefined ? `the "base" in ${place.registry}/nix-repo.json` : '--against'} names`,
    );
  }
  const [own, ...others] = readableFolders(folderOf(path));
  const more = [...others, ...readable, ...place.readable.map((one) => resolve(place.from, one))];
  const config = configFor(place, folderOf(path));
  return {
    label,
    source: { kind: 'file', file, config },
    root: isRegistryFolder(folderOf(path)) ? dirname(own!) : own!,
    access: accessOf(folderOf(path), [own!, ...more]),
    settings: place.settings,
    identity: () => {
      // By content, because emit-registry rewrites a registry's files without a change.
      const isRegistry = isRegistryFolder(folderOf(path));
      const isKnown = identity !== undefined;
      const state = folderIdentity({
        byContent: isRegistry && !isKnown ? [own!] : [],
        byState: isRegistry || isKnown ? more : [own!, ...more],
      });
      return JSON.stringify([identity ?? file, config, place.settings, state]);
    },
    notes,
  };
}

/** For a registry: also the sources that its own files lock. Nothing is built to compare. */
function accessOf(folder: string, folders: readonly string[]): NixAccess {
  if (!isRegistryFolder(folder)) return { kind: 'set', folders };
  const { folders: further, sources } = registryAccess(dirname(folder), basename(folder));
  return { kind: 'set', folders: [...folders, ...further], sources };
}

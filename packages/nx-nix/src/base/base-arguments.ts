import { realpathSync } from 'node:fs';
import { posix } from 'node:path';
import type { BaseFacts, Repo } from '@nx-nix/resolver';
import { readableFolders } from './readable-folders';
import { folderOfPathBase, isPathBase, lockedOf } from './base-place';
import type { Locked } from './flake-base';

/**
 * What Nix has to be told in restricted mode so that the registry's `default.nix` gets at its base,
 * and at nothing else; nothing for a registry without one.
 */
export function baseArguments(
  workspaceRoot: string,
  registry: Repo,
  known: BaseFacts | undefined,
): readonly string[] {
  const { base } = registry.config;
  if (base === undefined) return [];
  if (isPathBase(base)) {
    const folders = readableFolders(folderOfPathBase(workspaceRoot, registry));
    const real = folders.flatMap((folder) => [folder, realpathSync(folder)]);
    return [...new Set(real)].flatMap((folder, i) => ['-I', `base${i}=${folder}`]);
  }
  const locked = lockedOf(known, base);
  return [
    ...['--option', 'extra-experimental-features', 'flakes'],
    ...['--option', 'allowed-uris', locked ? urisOf(locked).join(' ') : ''],
  ];
}

/**
 * The URIs under which Nix looks for what is locked. It takes a URI that goes on behind a `/`, and
 * none that goes on behind a `?`, so it is the folder above that is named. Versions spell them
 * otherwise.
 */
function urisOf(locked: Locked): readonly string[] {
  const { type, owner, repo, path, url } = locked;
  switch (String(type)) {
    case 'path':
      return [`path:${posix.dirname(String(path))}`];
    case 'github':
    case 'gitlab':
    case 'sourcehut':
      return [`${String(type)}:${String(owner)}/${String(repo)}`];
    default: {
      const above = posix.dirname(String(url).replace(/[?#].*$/, ''));
      const spelled = above.replace(/^file:(\/\/)?\//, 'file:///');
      const all = [above, spelled, `${String(type)}+${above}`, `${String(type)}+${spelled}`];
      return [...new Set(all)];
    }
  }
}

import { readFileSync, realpathSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { BaseFacts, Repo } from '@nx-nix/resolver';
import { isPathBase, lockedOf } from './base-place';
import { externalPaths } from './external-paths';
import type { Locked } from './flake-base';
import { folderOf, furtherFolders, readableFolders } from './readable-folders';

/**
 * What Nix has to be told in restricted mode so that the registry's `default.nix` gets at its base and
 * at what its layers take from elsewhere, and at nothing else.
 */
export function baseArguments(
  workspaceRoot: string,
  registry: Repo,
  known: BaseFacts | undefined,
): readonly string[] {
  const { base } = registry.config;
  const root = join(workspaceRoot, registry.root);
  const folders = furtherFolders(root).flatMap((one) => readableFolders(folderOf(one)));
  // Where a link leads is named before the link: see `restrictedTo`.
  const real = folders.flatMap((folder) => [realpathSync(folder), folder]);
  const readable = [...new Set(real)].flatMap((folder, i) => ['-I', `base${i}=${folder}`]);

  const locks = [root, ...externalPaths(root)].flatMap((folder) => [
    ...lockedNodes(join(folder, 'inputs.json')),
    ...lockedNodes(join(folder, 'flake.lock')),
  ]);
  const locked = base === undefined || isPathBase(base) ? undefined : lockedOf(known, base);
  const uris = [...(locked ? [locked] : []), ...locks].flatMap(urisOf);
  const isLocked = uris.length > 0 || (base !== undefined && !isPathBase(base));
  return [
    ...readable,
    ...(isLocked
      ? [
          ...['--option', 'extra-experimental-features', 'flakes'],
          ...['--option', 'allowed-uris', [...new Set(uris)].join(' ')],
        ]
      : []),
  ];
}

/** What a lock pins; nothing where there is none, or a damaged one, of which Nix tells. */
function lockedNodes(file: string): readonly Locked[] {
  try {
    const { nodes } = JSON.parse(readFileSync(file, 'utf8')) as {
      readonly nodes: Readonly<Record<string, { readonly locked?: Locked }>>;
    };
    return Object.values(nodes).flatMap(({ locked }) => (locked ? [locked] : []));
  } catch {
    return [];
  }
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

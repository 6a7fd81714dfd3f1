import { realpathSync } from 'node:fs';
import { join, posix } from 'node:path';
import { readRegularText } from '@nx-nix/files';
import { MOST_JSON_BYTES, type BaseFacts, type Repo } from '@nx-nix/resolver';
import { isPathBase, lockedOf } from './found-base';
import { externalPaths } from './external-paths';
import type { Locked } from './flake-base';
import { folderOf, referencedFolders, readableFolders } from './readable-folders';

/**
 * Arguments that allow Nix, in restricted mode, to read the base of the registry and the sources
 * that its layers name outside of the workspace, and nothing else.
 * @param known the facts that were written before; they contain what a flake reference is locked
 *   to
 */
export function baseArguments(
  workspaceRoot: string,
  registry: Repo,
  known: BaseFacts | undefined,
): readonly string[] {
  const { base } = registry.config;
  const root = join(workspaceRoot, registry.root);
  const folders = referencedFolders(root).flatMap((one) => readableFolders(folderOf(one)));
  // The target of a link comes before the link: see `restrictedTo`.
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

/**
 * The sources that a lock file pins. Empty if the file is missing or damaged; Nix reports a damaged
 * one.
 */
function lockedNodes(file: string): readonly Locked[] {
  try {
    const { nodes } = JSON.parse(readRegularText(file, MOST_JSON_BYTES)) as {
      readonly nodes: Readonly<Record<string, { readonly locked?: Locked }>>;
    };
    return Object.values(nodes).flatMap(({ locked }) => (locked ? [locked] : []));
  } catch {
    return [];
  }
}

/**
 * The URIs under which Nix looks for a locked source. Nix accepts a URI that continues an allowed
 * one after a `/`, but not after a `?`; so the folder above is allowed. Versions of Nix spell the
 * URIs differently, so all spellings are returned.
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

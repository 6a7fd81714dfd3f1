import { join } from 'node:path';
import { readRegularText } from '@nx-nix/files';
import { MOST_JSON_BYTES, repoAt, writtenFacts } from '@nx-nix/resolver';
import { isPathBase, lockedOf } from './found-base';
import { externalPaths, grantedPaths } from './external-paths';
import type { Locked } from '../nix/locked-uri';
import type { SetAccess } from '../nix/nix-access';
import { folderOf, referencedFolders, readableFolders } from './readable-folders';

/**
 * What a registry allows its packages to reach beside the repos: its base, the sources that its
 * layers name outside of the workspace, as they are locked, and nothing else.
 * @param root the registry's folder, from the workspace root
 */
export function registryAccess(workspaceRoot: string, root: string): Required<SetAccess> {
  const registry = repoAt(workspaceRoot, root).repo;
  const { base, importFromDerivation = false } = registry.config;
  const folder = join(workspaceRoot, root);
  const folders = referencedFolders(folder).flatMap((one) => readableFolders(folderOf(one)));
  const granted = grantedPaths(folder);
  const own = externalPaths(folder).filter((one) => !granted.includes(one));
  const locks = [
    ...[folder, ...granted].flatMap(locksIn),
    ...own.flatMap(locksIn).filter((one) => !isOfThisMachine(one)),
  ];
  const known = writtenFacts(workspaceRoot, registry);
  const locked = base === undefined || isPathBase(base) ? undefined : lockedOf(known, base);
  return {
    folders: [...new Set(folders)],
    sources: [...(locked ? [locked] : []), ...locks],
    importsFromDerivations: importFromDerivation,
  };
}

function locksIn(folder: string): readonly Locked[] {
  return ['inputs.json', 'flake.lock'].flatMap((name) => lockedNodes(join(folder, name)));
}

/** Whether a source lies on this machine: a repo has not to know where anything lies here. */
function isOfThisMachine({ type, url }: Locked): boolean {
  if (['github', 'gitlab', 'sourcehut'].includes(String(type))) return false;
  // By its type: what else a node says, Nix does not look at.
  if (!['git', 'hg', 'tarball', 'file'].includes(String(type))) return true;
  return typeof url !== 'string' || !/^(?:[a-z]+\+)?(?:https?|ssh|git):/.test(url);
}

/** A node of a lock. */
interface PinnedNode {
  readonly locked?: Locked;
  readonly inputs?: Readonly<Record<string, string | readonly string[]>>;
}

/**
 * The sources that a lock file pins. Empty if the file is missing or damaged; Nix reports a damaged
 * one. A folder counts only where the lock's own flake names it: what flakes name that are fetched
 * are no folders of this machine.
 */
function lockedNodes(file: string): readonly Locked[] {
  try {
    const { nodes, root } = JSON.parse(readRegularText(file, MOST_JSON_BYTES)) as {
      readonly nodes: Readonly<Record<string, PinnedNode>>;
      readonly root: string;
    };
    const own = Object.values(nodes[root]?.inputs ?? {});
    return Object.entries(nodes).flatMap(([name, { locked }]) =>
      locked && (locked['type'] !== 'path' || own.includes(name)) ? [locked] : [],
    );
  } catch {
    return [];
  }
}

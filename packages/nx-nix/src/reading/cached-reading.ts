import { join } from 'node:path';
import type { ReadingDepth } from '@nx-nix/lambdas';
import {
  readRepo,
  readWorkspace,
  ReadingCache,
  type RepoReading,
  type Workspace,
} from '@nx-nix/resolver';
import { WRITTEN_FACTS_ONLY, baseOfRegistry, type BaseAccess } from '../base/base-of-registry';
import { dataDirectory } from '../workspace/nx-internal';
import { toolHash } from '../workspace/tool-hash';

/** Options of `readRepoCached`. */
export interface ReadingOptions {
  /** See `ReadRepoOptions`. */
  readonly depth?: ReadingDepth;
  /** See `ReadRepoOptions`. */
  readonly bodiesOf?: ReadonlySet<string>;
  /** The name of the cache. */
  readonly readings?: string;
}

/** Reads one repo; only files with new content are parsed. */
export async function readRepoCached(
  workspaceRoot: string,
  root: string,
  { depth = 'body', bodiesOf, readings = 'readings' }: ReadingOptions = {},
): Promise<RepoReading> {
  // One cache for each depth: a run removes entries that it does not use, and the graph should not
  // load bodies.
  const cache = readingCache(root, `${depth}-${readings}`);
  const read = await readRepo(workspaceRoot, root, { depth, cache, ...(bodiesOf && { bodiesOf }) });
  cache.save();
  return read;
}

/** The cache of a repo's readings, by content of the files. */
export function readingCache(root: string, purpose: string): ReadingCache {
  return new ReadingCache(
    join(dataDirectory(), 'nx-nix', `${purpose}-${encodeURIComponent(root)}.json`),
    toolHash(),
  );
}

/**
 * Reads and wires all repos; graph, executors and sync share it.
 * @param read how a repo is read; by default from its text
 * @param asking whether Nix is asked about the base; by default the written facts are used
 */
export function readWorkspaceCached(
  workspaceRoot: string,
  roots: readonly string[],
  read: (root: string) => Promise<RepoReading> = (root) => readRepoCached(workspaceRoot, root),
  asking: BaseAccess = WRITTEN_FACTS_ONLY,
): Promise<Workspace> {
  return readWorkspace(workspaceRoot, {
    roots,
    read,
    baseOf: (registry, resolutions, isSpared) =>
      baseOfRegistry(workspaceRoot, registry, resolutions, { ...asking, isSpared }),
  });
}

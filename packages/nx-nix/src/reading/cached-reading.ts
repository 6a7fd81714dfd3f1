import { join } from 'node:path';
import type { ReadingDepth } from '@nx-nix/lambdas';
import {
  readRepo,
  readWorkspace,
  ReadingCache,
  type RepoReading,
  type Workspace,
} from '@nx-nix/resolver';
import { AS_WRITTEN, baseOfRegistry, type AskingNix } from '../base/base-of-registry';
import { dataDirectory } from '../workspace/nx-internal';
import { toolHash } from '../workspace/tool-hash';

/** How a repo is read. */
export interface ReadingOptions {
  /** See `ReadRepoOptions`. */
  readonly depth?: ReadingDepth;
  /** The name that what was read is kept under. */
  readonly readings?: string;
}

/** Reads one repo; its files are parsed only where their content is new. */
export async function readRepoCached(
  workspaceRoot: string,
  root: string,
  { depth = 'body', readings = 'readings' }: ReadingOptions = {},
): Promise<RepoReading> {
  // One for each depth: a run drops what it did not use, and the graph should not load bodies.
  const cache = readingCache(root, `${depth}-${readings}`);
  const read = await readRepo(workspaceRoot, root, { depth, cache });
  cache.save();
  return read;
}

/** What is known of a repo's files by their content. */
export function readingCache(root: string, purpose: string): ReadingCache {
  return new ReadingCache(
    join(dataDirectory(), 'nx-nix', `${purpose}-${encodeURIComponent(root)}.json`),
    toolHash(),
  );
}

/**
 * Reads and wires all repos: the one reading that graph, executors and sync share.
 * @param read how a repo is read: from its text, unless told otherwise
 * @param asking whether Nix is asked about the base; unless told otherwise, what is written of it is
 *   taken as it is
 */
export function readWorkspaceCached(
  workspaceRoot: string,
  roots: readonly string[],
  read: (root: string) => Promise<RepoReading> = (root) => readRepoCached(workspaceRoot, root),
  asking: AskingNix = AS_WRITTEN,
): Promise<Workspace> {
  return readWorkspace(workspaceRoot, {
    roots,
    read,
    baseOf: (registry, resolutions) => baseOfRegistry(workspaceRoot, registry, resolutions, asking),
  });
}

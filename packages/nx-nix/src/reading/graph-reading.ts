import type { Workspace } from '@nx-nix/resolver';
import { readRepoCached, readWorkspaceCached } from './cached-reading';

let handedOver: { readonly key: string; readonly reading: Promise<Workspace> } | undefined;

/**
 * Reads the repos for `createNodes`, and keeps the result for `createDependencies`, which Nx calls
 * next in the same process.
 */
export function readForGraph(workspaceRoot: string, roots: readonly string[]): Promise<Workspace> {
  const reading = readHeads(workspaceRoot, roots);
  handedOver = { key: keyOf(workspaceRoot, roots), reading };
  return reading;
}

/**
 * The kept result, which can be taken once. If Nx calls `createDependencies` without `createNodes`,
 * as it does when it has the nodes from elsewhere, the repos are read again: an old result may be
 * wrong.
 */
export function takeGraphReading(
  workspaceRoot: string,
  roots: readonly string[],
): Promise<Workspace> {
  const taken = handedOver;
  handedOver = undefined;
  return taken?.key === keyOf(workspaceRoot, roots)
    ? taken.reading
    : readHeads(workspaceRoot, roots);
}

function readHeads(workspaceRoot: string, roots: readonly string[]): Promise<Workspace> {
  return readWorkspaceCached(workspaceRoot, roots, (root) =>
    readRepoCached(workspaceRoot, root, { depth: 'head' }),
  );
}

function keyOf(workspaceRoot: string, roots: readonly string[]): string {
  return JSON.stringify([workspaceRoot, ...[...roots].sort()]);
}

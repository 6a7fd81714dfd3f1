import type { Workspace } from '@nx-nix/resolver';
import { readRepoCached, readWorkspaceCached } from './cached-reading';

let handedOver: { readonly key: string; readonly reading: Promise<Workspace> } | undefined;

/**
 * The reading for `createNodes`, kept for the `createDependencies` that Nx calls next in the same
 * process.
 */
export function readForGraph(workspaceRoot: string, roots: readonly string[]): Promise<Workspace> {
  const reading = readHeads(workspaceRoot, roots);
  handedOver = { key: keyOf(workspaceRoot, roots), reading };
  return reading;
}

/**
 * That reading, once: whoever comes without a `createNodes` before, as Nx does when it took the
 * nodes from elsewhere, reads the repos again rather than believe an old reading.
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

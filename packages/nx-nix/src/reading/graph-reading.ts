import { repoAt, writtenFacts, type Workspace } from '@nx-nix/resolver';
import { WRITTEN_FACTS_ONLY } from '../base/base-of-registry';
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

// Why: docs/decisions/plugin.md#the-graph-reads-the-bodies-that-lead-to-sets
function readHeads(workspaceRoot: string, roots: readonly string[]): Promise<Workspace> {
  const bodiesOf = namesBeforeSets(workspaceRoot, roots);
  return readWorkspaceCached(
    workspaceRoot,
    roots,
    (root) => readRepoCached(workspaceRoot, root, { depth: 'head', bodiesOf }),
    { ...WRITTEN_FACTS_ONLY, isOfHeads: true },
  );
}

/** The formals behind which the body of a package may use packages of repos: `python3`. */
function namesBeforeSets(workspaceRoot: string, roots: readonly string[]): ReadonlySet<string> {
  const registry = roots
    .map((root) => repoAt(workspaceRoot, root).repo)
    .find(({ kind }) => kind === 'registry');
  const leads = (registry && writtenFacts(workspaceRoot, registry)?.leads) ?? [];
  const toSets = leads.filter(({ to }) => to.some(({ set }) => set !== undefined));
  return new Set(toSets.map(({ path }) => path[path.length - 1]!));
}

function keyOf(workspaceRoot: string, roots: readonly string[]): string {
  return JSON.stringify([workspaceRoot, ...[...roots].sort()]);
}

import { analyse, analyseRepo, type Analysis } from './analysis';

let handedOver: { readonly key: string; readonly analysis: Promise<Analysis> } | undefined;

/**
 * The analysis for `createNodes`, kept for the `createDependencies` that Nx calls next in the same
 * process.
 */
export function analyseForGraph(
  workspaceRoot: string,
  roots: readonly string[],
): Promise<Analysis> {
  const analysis = analyseHeads(workspaceRoot, roots);
  handedOver = { key: keyOf(workspaceRoot, roots), analysis };
  return analysis;
}

/**
 * That analysis, once: whoever comes without a `createNodes` before, as Nx does when it took the
 * nodes from elsewhere, reads the repos again rather than believe an old reading.
 */
export function takeGraphAnalysis(
  workspaceRoot: string,
  roots: readonly string[],
): Promise<Analysis> {
  const taken = handedOver;
  handedOver = undefined;
  return taken?.key === keyOf(workspaceRoot, roots)
    ? taken.analysis
    : analyseHeads(workspaceRoot, roots);
}

function analyseHeads(workspaceRoot: string, roots: readonly string[]): Promise<Analysis> {
  return analyse(workspaceRoot, roots, (root) =>
    analyseRepo(workspaceRoot, root, { depth: 'head' }),
  );
}

function keyOf(workspaceRoot: string, roots: readonly string[]): string {
  return JSON.stringify([workspaceRoot, ...[...roots].sort()]);
}

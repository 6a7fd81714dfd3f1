import { repoFoldersIn } from '@nx-nix/resolver';
import type { PostTasksExecution, PostTasksExecutionContext } from '@nx/devkit';
import { tellNx } from '../boundary/tell-nx';
import { normaliseOptions, type NxNixOptions } from '../workspace/plugin-options';
import { repairHit } from './repair-hit';

const HITS: readonly string[] = ['local-cache', 'local-cache-kept-existing', 'remote-cache'];

/**
 * Runs after the tasks. A `nix-build` that was a cache hit, perhaps from another machine, names
 * store paths that the cache does not contain. Those that are missing here are built or fetched
 * now; if that fails, the run fails.
 */
export const postTasksExecution: PostTasksExecution<NxNixOptions> = (options, context) =>
  tellNx(() => repairHits(options, context));

async function repairHits(
  options: NxNixOptions | undefined,
  { workspaceRoot, taskResults }: PostTasksExecutionContext,
): Promise<void> {
  const hits = Object.values(taskResults ?? {}).filter(
    ({ task, status }) => task.target.target === 'nix-build' && HITS.includes(status),
  );
  if (hits.length === 0) return;
  const plugin = normaliseOptions(options);
  const roots = repoFoldersIn(workspaceRoot, plugin.repos);
  for (const { task } of hits) {
    const root = roots.find((folder) => folder === task.projectRoot);
    if (root) await repairHit(workspaceRoot, root, roots, plugin, task.overrides ?? {});
  }
}

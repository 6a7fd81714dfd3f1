import { repoAt, repoFoldersIn } from '@nx-nix/resolver';
import type { PreTasksExecution, PreTasksExecutionContext } from '@nx/devkit';
import { tellNx } from '../boundary/tell-nx';
import { filesThatNxSees } from '../workspace/nx-internal';
import { normaliseOptions, type NxNixOptions } from '../workspace/plugin-options';
import { keptAsks } from '../projects/kept-asks';
import { refuseChangedRun } from '../projects/refused-run';
import { PROJECTS_VARIABLE } from '../tasks/projects-variable';
import { baseEnvironment, externalEnvironment } from '../tasks/base-environment';
import { nixReadingEnvironment } from '../tasks/nix-reading-environment';
import { checkEnvironment } from '../tasks/check-environment';
import { reposEnvironment } from '../tasks/repos-environment';
import { nixBuildEnvironment } from '../tasks/nix-build-environment';
import { unfinishedEnvironment } from '../tasks/unfinished';
import { unseenHash } from '../tasks/unseen';
import { unseenVariable } from '../tasks/unseen-variable';
import { writtenBaseEnvironment } from '../tasks/written-base';

/**
 * Runs before tasks are hashed: puts the state of each repo that Nx does not see, and the state of
 * Nix, into environment variables that are inputs of tasks. Options of targets would not work: Nx
 * reads them when it makes the graph, and a change in an ignored file makes no new graph.
 */
export const preTasksExecution: PreTasksExecution<NxNixOptions> = (options, context) =>
  tellNx(() => announce(options, context));

async function announce(
  options: NxNixOptions | undefined,
  { workspaceRoot, argv, nxJsonConfiguration }: PreTasksExecutionContext,
): Promise<void> {
  const plugin = normaliseOptions(options);
  const asks = keptAsks();
  refuseChangedRun(workspaceRoot, asks, argv);
  process.env[PROJECTS_VARIABLE] = asks.length === 0 ? '' : JSON.stringify(asks);
  const roots = repoFoldersIn(workspaceRoot, plugin.repos);
  const registries = roots
    .map((root) => repoAt(workspaceRoot, root).repo)
    .filter(({ kind }) => kind === 'registry');
  // Where several say that they are it, nobody's base is read: `emit-registry` and `check` tell.
  const registry = registries.length === 1 ? registries[0] : undefined;
  const others = Promise.all([
    registry ? nixBuildEnvironment(workspaceRoot, roots, plugin, argv) : {},
    nixReadingEnvironment(workspaceRoot, roots, plugin, argv, nxJsonConfiguration),
    checkEnvironment(workspaceRoot, plugin, argv, nxJsonConfiguration),
  ]);
  for (const root of roots) {
    const seen = new Set(await filesThatNxSees(workspaceRoot, root));
    process.env[unseenVariable(root)] = unseenHash(workspaceRoot, root, seen);
  }
  Object.assign(process.env, reposEnvironment(workspaceRoot, roots, plugin.repos));
  Object.assign(process.env, baseEnvironment(workspaceRoot, registry));
  Object.assign(process.env, externalEnvironment(workspaceRoot, registry));
  Object.assign(process.env, writtenBaseEnvironment(workspaceRoot, registry));
  Object.assign(process.env, unfinishedEnvironment(workspaceRoot, registry));
  for (const variables of await others) Object.assign(process.env, variables);
}

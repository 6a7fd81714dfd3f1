import type { Repo } from '@nx-nix/resolver';
import { unfinishedFile } from '../workspace/write-registry';

/**
 * The environment variable, an input of `check`, with the file of the registry that says that it is
 * not whole; empty where none does. `check` depends on no task, and a task of the same run may mend
 * it: so it is looked at before tasks are hashed.
 */
export const UNFINISHED_VARIABLE = 'NX_NIX_UNFINISHED';

/** The variable's value for a run that begins. */
export function unfinishedEnvironment(
  workspaceRoot: string,
  registry: Repo | undefined,
): Readonly<Record<string, string>> {
  const file = registry && unfinishedFile(workspaceRoot, registry.root);
  return { [UNFINISHED_VARIABLE]: file ?? '' };
}

/** The file as it was when this run began; where there was no run, as it is now. */
export function unfinishedAtRunStart(workspaceRoot: string, root: string): string | undefined {
  const announced = process.env[UNFINISHED_VARIABLE];
  if (announced === undefined) return unfinishedFile(workspaceRoot, root);
  return announced === '' ? undefined : announced;
}

import { variableOf } from './unseen-variable';

/**
 * Environment variables that `preTasksExecution` sets and that are inputs of `nix-build`: what
 * decides a build and is no file.
 */

/** Which Nix: its version, its store, and the system it builds for unless told otherwise. */
export const STORE_VARIABLE = 'NX_NIX_STORE';

/** The generated files of the registry, where the run leaves out the task that makes them. */
export const REGISTRY_VARIABLE = 'NX_NIX_REGISTRY';

/** A value never seen before, where the run is a dry one: such a run is never a hit. */
export const DRY_RUN_VARIABLE = 'NX_NIX_DRY_RUN';

/** A value never seen before, where something that a repo's last build made is gone. */
export function goneVariable(root: string): string {
  return variableOf('NX_NIX_GONE', root);
}

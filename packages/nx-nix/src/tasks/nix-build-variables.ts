import { variableOf } from './unseen-variable';

/**
 * Environment variables that `preTasksExecution` sets, as inputs of `nix-build`: for everything
 * that influences a build and is no file.
 */

/** The version of Nix, its store, and its default system. */
export const STORE_VARIABLE = 'NX_NIX_STORE';

/**
 * The hash of the registry's generated files, if the run leaves out the task that generates them.
 */
export const REGISTRY_VARIABLE = 'NX_NIX_REGISTRY';

/** A new random value in a dry run, so that it is never a hit. */
export const DRY_RUN_VARIABLE = 'NX_NIX_DRY_RUN';

/** A new random value if results of a repo's last build are gone; else empty. */
export function missingResultsVariable(root: string): string {
  return variableOf('NX_NIX_GONE', root);
}

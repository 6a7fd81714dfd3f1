/** The Nx plugin `nx-nix`: the functions that Nx calls, each in a file of its own. */
export { postTasksExecution } from './plugin/post-tasks-execution';
export { preTasksExecution } from './plugin/pre-tasks-execution';
export { createDependencies } from './plugin/create-dependencies';
export { createNodes } from './plugin/create-nodes';
export type { NxNixOptions } from './workspace/plugin-options';

/** The name of the plugin, for Nx. */
export const name = 'nx-nix';

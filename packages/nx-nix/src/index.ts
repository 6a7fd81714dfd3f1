/** The Nx plugin `nx-nix`: what Nx calls, each in a file of its own. */
export { postTasksExecution } from './caching/post-tasks-execution';
export { preTasksExecution } from './caching/pre-tasks-execution';
export { createDependencies } from './graph/create-dependencies';
export { createNodes } from './graph/create-nodes';
export type { NxNixOptions } from './options';

export const name = 'nx-nix';

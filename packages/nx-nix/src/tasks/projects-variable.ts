/**
 * The environment variable, an input of `check`, with what projects of repos do beyond what this
 * plugin made. The graph alone knows it, and Nx hands the graph to no hook.
 */
export const PROJECTS_VARIABLE = 'NX_NIX_PROJECTS';

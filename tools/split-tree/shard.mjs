/** The folder that by-name packages of that name lie in: the first two letters, in lower case. */
export const shardOf = (/** @type {string} */ name) => name.slice(0, 2).toLowerCase();

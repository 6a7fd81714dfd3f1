/**
 * A difference between our reading and Nix.
 *
 * @typedef {object} Difference
 * @property {string} about what it is about: a package, a group, a member of a group, or a file
 * @property {string} name
 * @property {string} file the file that we read, from the folder above the tree
 * @property {string} what
 */
export {};

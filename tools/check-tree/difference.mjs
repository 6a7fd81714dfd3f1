/**
 * Something that we read in another way than Nix.
 *
 * @typedef {object} Difference
 * @property {string} about a package, a group, a member of one or a file
 * @property {string} name
 * @property {string} file where we read it, from the folder above the tree
 * @property {string} what
 */
export {};

/**
 * Options of a proof; see tools/prove-split.mjs.
 *
 * @typedef {object} ProofOptions
 * @property {number} packages
 * @property {number} modules
 * @property {number} seed
 * @property {readonly string[]} always
 * @property {readonly string[]} [alwaysModules]
 * @property {readonly string[] | undefined} only
 * @property {readonly string[]} systems
 * @property {string} cross
 * @property {string} config
 * @property {(line: string) => void} log
 */
export {};

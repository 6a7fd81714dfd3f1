import { existsSync } from 'node:fs';
import { join } from 'node:path';

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

/**
 * Gives the tree and the numbers of a command line. Without a tree, or with what is no number, it
 * says so and ends the program.
 *
 * @param {string} program its name
 * @param {string} usage
 * @param {{ packages: string, modules: string, seed: string }} values
 * @param {readonly string[]} positionals
 * @returns {{ tree: string, numbers: Pick<ProofOptions, 'packages' | 'modules' | 'seed'> }}
 */
export function treeAndNumbers(program, usage, values, positionals) {
  const [tree] = positionals;
  const numbers = {
    packages: Number(values.packages),
    modules: Number(values.modules),
    seed: Number(values.seed),
  };
  const isWrong = Object.values(numbers).some((number) => !Number.isInteger(number));
  if (!tree || positionals.length > 1 || isWrong) {
    console.error(usage);
    process.exit(2);
  }
  if (!existsSync(join(tree, 'default.nix'))) {
    console.error(`${program}: ${tree} has no default.nix`);
    process.exit(2);
  }
  return { tree, numbers };
}

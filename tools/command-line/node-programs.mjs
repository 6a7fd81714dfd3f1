import { fileURLToPath } from 'node:url';

/** The file of the `nx` command. Node runs it without a shell and without npm. */
export const nxProgram = () => nodeProgram('nx/dist/bin/nx.js');

/** Node's arguments for jest: suites load ES modules, an experimental feature of jest. */
export const jestProgram = () => [
  '--experimental-vm-modules',
  '--no-warnings',
  nodeProgram('jest/bin/jest.js'),
];

/**
 * The file of a program in one of the project's packages.
 * @param {string} file from node_modules
 */
export function nodeProgram(file) {
  return fileURLToPath(new URL(`../../node_modules/${file}`, import.meta.url));
}

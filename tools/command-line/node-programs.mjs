import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const require = createRequire(import.meta.url);

/** The file of the `nx` command, to be run by Node without a shell and without npm. */
export const nxProgram = () => inPackage('nx', 'dist/bin/nx.js');

/** Node's arguments for jest: suites load ES modules, which jest calls experimental. */
export const jestProgram = () => [
  '--experimental-vm-modules',
  '--no-warnings',
  inPackage('jest', 'bin/jest.js'),
];

/** Found only when it is asked for: before the install it is not there. @param {string} name @param {string} file */
function inPackage(name, file) {
  return join(dirname(require.resolve(`${name}/package.json`)), file);
}

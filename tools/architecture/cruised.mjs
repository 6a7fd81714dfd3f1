import { spawnSync } from 'node:child_process';
import { nodeProgram } from '../command-line/node-programs.mjs';

/**
 * Runs dependency-cruiser with the project's configuration, and returns the imports between the
 * files of all packages.
 *
 * @param {string} root of the project
 * @returns {import('./arrows.mjs').Cruised}
 * @throws {Error} when dependency-cruiser fails
 */
export function cruised(root) {
  const program = nodeProgram('dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [program, 'packages', '--output-type', 'json'];
  const ran = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  // The status is 0 even if a rule is broken: that is reported by lint.
  if (ran.status !== 0) throw new Error(`dependency-cruiser failed: ${ran.stdout}${ran.stderr}`);
  return JSON.parse(ran.stdout);
}

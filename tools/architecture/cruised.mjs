import { spawnSync } from 'node:child_process';
import { nodeProgram } from '../command-line/node-programs.mjs';

/**
 * The imports between the files of all packages, as dependency-cruiser finds them by the project's
 * configuration.
 *
 * @param {string} root of the project
 * @returns {import('./arrows.mjs').Cruised}
 */
export function cruised(root) {
  const program = nodeProgram('dependency-cruiser/bin/dependency-cruise.mjs');
  const args = [program, 'packages', '--output-type', 'json'];
  const ran = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  // It ends with 0 also where a rule is broken: that is for lint to say.
  if (ran.status !== 0) throw new Error(`dependency-cruiser failed: ${ran.stdout}${ran.stderr}`);
  return JSON.parse(ran.stdout);
}

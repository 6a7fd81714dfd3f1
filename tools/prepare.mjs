/**
 * Builds what runs: the grammar (C to wasm) and the packages (TypeScript to dist). npm calls it after
 * an install; a second run takes seconds.
 *
 *   node tools/prepare.mjs [PACKAGE]   only that folder of packages/; Nx' targets `build`
 *
 * NOTE: Nx does not cache those targets. From its cache it would take `dist` away and put it back,
 * under the plugin that is running from there; and no daemon would be told.
 */
import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildPackage, packageNames, stateOfBuilds } from './building/build-package.mjs';
import { nxProgram } from './command-line/node-programs.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const [only] = process.argv.slice(2);

const before = stateOfBuilds();
for (const name of only === undefined ? packageNames : [only]) {
  if (await buildPackage(name)) continue;
  process.exitCode = 1;
  break;
}
// Four targets in a row would else stop four daemons that were right.
if (only === undefined || stateOfBuilds() !== before) stopDaemon();

/**
 * `dist` is ignored by git, so a running daemon would go on with the old plugin: with its hashes,
 * and so with results that another version of it has made. Nx that runs this starts a new one.
 */
function stopDaemon() {
  const nx = nxProgram();
  if (!existsSync(nx) || process.env.NX_DAEMON === 'false') return;
  try {
    execFileSync(process.execPath, [nx, 'daemon', '--stop'], { cwd: root, stdio: 'ignore' });
  } catch {
    // No daemon was running, or Nx is only being installed.
  }
}

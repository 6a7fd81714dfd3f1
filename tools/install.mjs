/**
 * Installs the project's dependencies if they are missing or older than package-lock.json, and
 * builds. It needs only git and Node, and no installed package.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const stamp = join(root, 'node_modules', '.installed-lock');

/**
 * Runs npm once for each state of package-lock.json, and builds: .npmrc keeps npm from running scripts,
 * those of what is installed and `prepare` of ours. Not
 * `npm ci`: it rejects a lock that lacks optional packages of other platforms, and a package
 * registry may lack these.
 */
export function install() {
  const wanted = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(process.version.split('.')[0] ?? '')
    .digest('hex');
  const isInstalled = existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted;
  if (!isInstalled) {
    console.log('installing dependencies (npm) …');
    run('npm', ['install', '--no-save', '--no-audit', '--no-fund', '--loglevel=error']);
  }
  run(process.execPath, [join(root, 'tools', 'prepare.mjs')]);
  if (!isInstalled) writeFileSync(stamp, wanted);
}

/** @param {string} command @param {readonly string[]} args */
function run(command, args) {
  const ran = spawnSync(command, args, { cwd: root, stdio: 'inherit' });
  if (ran.error) console.error(`${command}: ${ran.error.message}`);
  if (ran.status !== 0) process.exit(ran.status ?? 1);
}

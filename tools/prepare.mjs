/**
 * Builds the grammar (C to wasm) and the packages (TypeScript to dist). npm calls it after an
 * install; a second run takes a second.
 *
 *   node tools/prepare.mjs [PACKAGE]   the package (a folder of packages/) and those below it
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildGrammar } from '../packages/lambdas/grammar/build.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);

const wanted = process.argv[2] ?? 'nx-nix';

if (wanted !== 'files') await buildGrammar();
compile(wanted);
if (wanted === 'nx-nix') copySchemas();
dropOrphans(wanted);
// In a target, this would stop the Nx that runs it.
if (process.argv[2] === undefined) stopDaemon();

/** Compiles what changed in a package and in those below it. @param {string} name */
function compile(name) {
  const tsc = require.resolve('typescript/bin/tsc');
  const built = spawnSync(process.execPath, [tsc, '-b', `packages/${name}`], {
    cwd: root,
    stdio: 'inherit',
  });
  if (built.status !== 0) process.exit(built.status ?? 1);
}

/**
 * Copies executors' schemas beside the compiled code, where Nx reads them. Correct files are not
 * written, as Nx may read them now.
 */
function copySchemas() {
  const source = join(root, 'packages/nx-nix/src');
  for (const file of readdirSync(source, { recursive: true, encoding: 'utf8' })) {
    if (file.endsWith('schema.json')) {
      const copy = join(root, 'packages/nx-nix/dist', file);
      const text = readFileSync(join(source, file), 'utf8');
      if (!existsSync(copy) || readFileSync(copy, 'utf8') !== text) writeFileSync(copy, text);
    }
  }
}

/**
 * Removes compiled files whose source is gone. They would change the hash of the plugin's code,
 * which must be equal for equal sources.
 *
 * @param {string} name
 */
function dropOrphans(name) {
  const [source, dist] = [
    join(root, 'packages', name, 'src'),
    join(root, 'packages', name, 'dist'),
  ];
  for (const file of readdirSync(dist, { recursive: true, encoding: 'utf8' })) {
    const made = /^(.*?)(?:\.js|\.d\.ts)$/.exec(file)?.[1];
    if (made !== undefined && !existsSync(join(source, `${made}.ts`))) rmSync(join(dist, file));
  }
}

/**
 * A running daemon does not notice changes in `dist`, as git ignores it; it would use the old
 * plugin.
 */
function stopDaemon() {
  const nx = join(dirname(require.resolve('nx/package.json')), 'dist/bin/nx.js');
  if (!existsSync(nx) || process.env.NX_DAEMON === 'false') return;
  try {
    execFileSync(process.execPath, [nx, 'daemon', '--stop'], { cwd: root, stdio: 'ignore' });
  } catch {
    // No daemon was running, or Nx is not completely installed yet.
  }
}

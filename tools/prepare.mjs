/**
 * Builds what runs: the grammar (C to wasm) and the packages (TypeScript to dist). npm calls it after
 * an install; a second run costs a second.
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
// As a target of Nx it is Nx that would be stopped.
if (process.argv[2] === undefined) stopDaemon();

/** A package and those below it, only what changed. @param {string} name */
function compile(name) {
  const tsc = require.resolve('typescript/bin/tsc');
  const built = spawnSync(process.execPath, [tsc, '-b', `packages/${name}`], {
    cwd: root,
    stdio: 'inherit',
  });
  if (built.status !== 0) process.exit(built.status ?? 1);
}

/** Nx reads an executor's schema beside its compiled code: perhaps now, so what is right stays. */
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
 * What was compiled of a file that is no more. It would be in the hash of the plugin's own code, which
 * is to be the same for all who have the same sources.
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

/** `dist` is ignored by git, so a running daemon would go on with the old plugin. */
function stopDaemon() {
  const nx = join(dirname(require.resolve('nx/package.json')), 'dist/bin/nx.js');
  if (!existsSync(nx) || process.env.NX_DAEMON === 'false') return;
  try {
    execFileSync(process.execPath, [nx, 'daemon', '--stop'], { cwd: root, stdio: 'ignore' });
  } catch {
    // No daemon was running, or Nx is only being installed.
  }
}

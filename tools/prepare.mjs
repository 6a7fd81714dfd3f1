/**
 * Builds what runs: the grammar (C to wasm) and the three packages (TypeScript to dist). npm calls it
 * after an install; a second run costs a second.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildGrammar } from '../packages/lambdas/grammar/build.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const require = createRequire(import.meta.url);

await buildGrammar();
compile();
copySchemas();
stopDaemon();

/** The packages in the order of their layers, only what changed. */
function compile() {
  const tsc = require.resolve('typescript/bin/tsc');
  const built = spawnSync(process.execPath, [tsc, '-b', 'packages/nx-nix'], {
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

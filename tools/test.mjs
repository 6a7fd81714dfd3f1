/**
 * `npm test`: installs what is missing, brings a Nix, and runs every test that can run here.
 * Arguments go to jest: `npm test -- packages/resolver`.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jestProgram } from './command-line/node-programs.mjs';
import { install } from './install.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

install();
const nix = await nixToTestWith();
console.log('running the tests (jest) …');
const ran = spawnSync(process.execPath, [...jestProgram(), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...process.env, ...nix },
});
process.exit(ran.status ?? 1);

/**
 * The variables by which tests find their Nix. Without one, tests that ask Nix say that they were
 * skipped; where CI requires one, this is the end.
 */
async function nixToTestWith() {
  if (process.env.NX_NIX_TEST_NIX) return {};
  // Only now, as it needs what was just installed.
  const { findNix, NoNix } = await import('./bring-nix/nix/find-nix.mjs');
  try {
    const found = await findNix({ log: (line) => console.log(`nix: ${line}`) });
    console.log(`nix: testing with ${found.version} (${found.kind})`);
    return { NX_NIX_TEST_NIX: found.bin };
  } catch (error) {
    if (!(error instanceof NoNix)) throw error;
    console.error(`tests that ask Nix are skipped, because: ${error.message}`);
    if (process.env.NX_NIX_REQUIRE_NIX === '1') process.exit(1);
    return {};
  }
}

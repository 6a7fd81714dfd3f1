/**
 * `npm test`: installs what is missing, brings a Nix, and runs all tests that can run here.
 * Arguments are passed to jest: `npm test -- packages/resolver`.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { jestProgram } from './command-line/node-programs.mjs';
import { install } from './install.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

// In a `test` target, Nx has built everything; several targets at once must not build again.
if (process.env.NX_TASK_TARGET_PROJECT === undefined) install();
makeReportFolder();
const nix = await nixToTestWith();
console.log('running the tests (jest) …');
const ran = spawnSync(process.execPath, [...jestProgram(), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
  env: { ...withoutNx(process.env), ...nix },
});
process.exit(ran.status ?? 1);

/** Jest does not create the folder of its `--outputFile`. */
function makeReportFolder() {
  const report = process.argv.find((arg) => arg.startsWith('--outputFile='))?.split('=')[1];
  if (report !== undefined) mkdirSync(dirname(resolve(root, report)), { recursive: true });
}

/**
 * The environment without the variables that Nx sets for a `test` target, because tests run an Nx
 * of their own.
 *
 * @param {NodeJS.ProcessEnv} env
 */
function withoutNx(env) {
  const ours =
    /^NX_NIX_(BIN$|PRIVATE$|STORE_ROOT$|(TEST|REQUIRE|PROPERTY|DEBIAN|UPDATE|WRITE)_)|^NX_DAEMON$/;
  const entries = Object.entries(env).filter(
    ([name]) => ours.test(name) || !/^(NX_|FORCE_COLOR$|LERNA_)/.test(name),
  );
  return Object.fromEntries(entries);
}

/**
 * The variables by which tests find a Nix. Without a Nix, tests that ask it are skipped. If one is
 * required, the process ends: in CI, and in targets of Nx, which would keep the result.
 */
async function nixToTestWith() {
  if (process.env.NX_NIX_TEST_NIX) return {};
  // Imported here, because it needs the packages that were just installed.
  const { findNix, NoNix } = await import('./bring-nix/nix/find-nix.mjs');
  try {
    // Tests have a variable of their own: this one is for using the plugin.
    const env = { ...process.env, NX_NIX_BIN: undefined };
    const found = await findNix({ env, log: (line) => console.log(`nix: ${line}`) });
    console.log(`nix: testing with ${found.version} (${found.kind})`);
    return { NX_NIX_TEST_NIX: found.bin };
  } catch (error) {
    if (!(error instanceof NoNix)) throw error;
    if (process.env.NX_NIX_REQUIRE_NIX === '1') {
      console.error(error.message);
      process.exit(1);
    }
    console.error(`tests that ask Nix are skipped, because: ${error.message}`);
    return {};
  }
}

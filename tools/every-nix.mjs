/**
 * `node tools/every-nix.mjs [SUITE …]`: compares static reading with the versions of Nix in Debian's
 * suites: the oldest, one between, the newest. With each it runs `resolve --verify` on the
 * demo's repos, and the tests of the reading by Nix, and of what evaluation reaches. Exit status 1 means that there is a
 * difference. A Nix that cannot be brought is skipped with a message; if CI requires Nix, that is a
 * failure. The options are those of tools/bring-nix.mjs.
 */
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bringPrivateNix } from './bring-nix/nix/private-nix.mjs';
import { Problem, sentence } from './bring-nix/messages/problem.mjs';
import { acceptance, acceptanceOptions, acceptanceUsage } from './bring-nix/trust/acceptance.mjs';
import { givenOptions } from './command-line/given-options.mjs';
import { jestProgram, nxProgram } from './command-line/node-programs.mjs';

/** @typedef {import('./bring-nix/nix/private-nix.mjs').PrivateNix} PrivateNix */

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const { values, positionals: suites } = givenOptions(
  `
  node tools/every-nix.mjs [SUITE …] [options]

${acceptanceUsage}`,
  { options: acceptanceOptions, allowPositionals: true },
);

let failed = 0;
for (const suite of suites.length > 0 ? suites : ['bookworm', 'trixie', 'sid']) {
  const nix = await bring(suite);
  if ('why' in nix) {
    console.log(`${suite}: skipped, because ${nix.why}`);
    if (process.env['NX_NIX_REQUIRE_NIX'] === '1') failed++;
  } else if (!verifiesDemo(nix) || !passesTests(nix)) {
    failed++;
  }
}
process.exitCode = failed > 0 ? 1 : 0;

/** @param {string} suite */
async function bring(suite) {
  try {
    return await bringPrivateNix({
      suite,
      accept: acceptance(values),
      log: (line) => console.log(`${suite}: ${line}`),
    });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { why: sentence(error) };
  }
}

/** @param {PrivateNix} nix */
function verifiesDemo({ suite, version, bin, env }) {
  // Not from the cache: a result could be of another run.
  const args = [
    'run-many',
    '-t',
    'resolve',
    '--verify',
    '--skip-nx-cache',
    '--output-style=stream',
  ];
  const ran = run([nxProgram(), ...args], { NX_NIX_BIN: bin, ...env });
  // It is not enough that nothing failed: this Nix must have confirmed both repos that have
  // packages.
  const agreed = new RegExp(
    `\\b(core|python): Nix ${version} says the same of \\d+ packages?$`,
    'gm',
  );
  const said = ran.output.match(agreed) ?? [];
  if (ran.status !== 0 || new Set(said).size !== 2) {
    console.log(`${suite}: Nix ${version} does not confirm the reading:\n${ran.output}`);
    return false;
  }
  for (const line of said) console.log(`${suite}: ${line}`);
  return true;
}

/** @param {PrivateNix} nix */
function passesTests({ suite, version, bin }) {
  const args = [...jestProgram(), 'packages/nx-nix/test/nix-reading/', 'packages/nx-nix/test/nix/'];
  const ran = run(args, { NX_NIX_TEST_NIX: bin });
  const passed = /^Tests: .*$/m.exec(ran.output)?.[0] ?? 'no tests';
  console.log(`${suite}: Nix ${version}: ${ran.status === 0 ? passed : `\n${ran.output}`}`);
  return ran.status === 0;
}

/** @param {readonly string[]} args @param {Readonly<Record<string, string>>} env */
function run(args, env) {
  const ran = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 2 ** 26,
  });
  return { status: ran.status, output: `${ran.stdout}${ran.stderr}` };
}

/**
 * `npm run demo`: from a fresh clone to a running program. Installs, brings a Nix if there is none,
 * resolves, emits, builds every package and runs `hello`. It can be run again, and is quick then. The
 * options are those of tools/bring-nix.mjs: `npm run demo -- --snapshot`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, lstatSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { acceptance, acceptanceOptions, acceptanceUsage } from './bring-nix/trust/acceptance.mjs';
import { givenOptions } from './command-line/given-options.mjs';
import { nxProgram } from './command-line/node-programs.mjs';
import { install } from './install.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const HELLO = 'dist/repos/core/result/hello/bin/hello';
const { values } = givenOptions(`\n  npm run demo -- [options]\n\n${acceptanceUsage}`, {
  options: acceptanceOptions,
});

step('Installing');
install();

step('Looking for a Nix');
const nix = await bringNix();

step('Reading every repo and wiring the registry');
nx(['run', 'registry:emit-registry'], {});

if ('missing' in nix) {
  console.error(`\nThe registry is wired. Nothing is built, because: ${nix.missing}`);
  process.exit(1);
}

step('Building every package');
nx(['run-many', '-t', 'nix-build', '--parallel=1', '--output-style=stream'], {
  NX_NIX_BIN: nix.bin,
  ...nix.env,
});

step(`Running ${HELLO}`);
run(join(root, HELLO), [], {});

step('What next');
console.log(`  Change a file, repos/core/by-name/he/hello/src/hello.c say, and run this again:
  only what depends on it is built. Or look around:

    npx nx affected -t resolve       what an edit touches
    npx nx graph                     who leans on whom
    npx nx run core:nix-build --packages hello
    ${nix.store}`);

/**
 * Finds a Nix that can build, and adds stage 0 to its store; or returns what is missing.
 *
 * @returns {Promise<{ bin: string, env: Readonly<Record<string, string>>, store: string } | { missing: string }>}
 */
async function bringNix() {
  // Imported here, because they need the packages that were just installed.
  const { findNix } = await import('./bring-nix/nix/find-nix.mjs');
  const { Problem } = await import('./bring-nix/messages/problem.mjs');
  const { bringStage0 } = await import('./stage0.mjs');
  const log = (/** @type {string} */ line) => console.log(`  ${line}`);
  try {
    const found = await findNix({ accept: acceptance(values), log });
    log(`Nix ${found.version} (${found.kind}), store ${found.storeDir}`);
    log(`stage 0: ${await bringStage0(found, log)}`);
    const store = found.kind === 'private' ? linkPrivateNix(found.bin) : '';
    return { bin: found.bin, env: found.env, store };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    log(error.message);
    return { missing: error.message };
  }
}

/**
 * Makes the link to a private Nix that nx.json names, so that later `nx` commands find it. Does
 * nothing if the private Nix is in another folder.
 *
 * @param {string} bin
 * @returns {string} a line for the user; empty if nothing has to be done
 */
function linkPrivateNix(bin) {
  const folder = join(root, '.nix-private');
  if (!bin.startsWith(`${folder}/`))
    return `export NX_NIX_BIN=${bin}    for these, as there is no other Nix`;
  const link = join(folder, 'bin');
  if (lstatSync(link, { throwIfNoEntry: false })) rmSync(link);
  symlinkSync(bin, link);
  return '';
}

/** @param {readonly string[]} args @param {Readonly<Record<string, string>>} env */
function nx(args, env) {
  run(process.execPath, [nxProgram(), ...args], env);
}

/** @param {string} program @param {readonly string[]} args @param {Readonly<Record<string, string>>} env */
function run(program, args, env) {
  if (!existsSync(program)) {
    console.error(`${program} is not there`);
    process.exit(1);
  }
  const ran = spawnSync(program, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (ran.status !== 0) process.exit(ran.status ?? 1);
}

/** @param {string} what */
function step(what) {
  console.log(`\n== ${what}`);
}

#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { canBuild } from './bring-nix/nix/can-build.mjs';
import { bringPrivateNix } from './bring-nix/nix/private-nix.mjs';
import { Problem, sentence } from './bring-nix/messages/problem.mjs';
import { progressLines } from './bring-nix/messages/progress.mjs';
import { acceptance, acceptanceOptions, acceptanceUsage } from './bring-nix/trust/acceptance.mjs';

const usage = `Brings a Nix into the project, unpacked from Debian packages: no root, no installation.

  node tools/bring-nix.mjs [options]

  --suite NAME     the Debian suite whose Nix to bring: bookworm (2.8), trixie (2.26), sid
                   (what unstable has); trixie by default
  --all            all three, side by side, each with a store of its own
  --folder FOLDER  where to keep it instead of .nix-private in the project
  --renew          bring it again though it is there, as a suite moves on
  --json           print an object for each in a JSON array
${acceptanceUsage}  --help           this

Packages come from the machine's own package sources, or from the mirrors that
NX_NIX_DEBIAN_MIRROR names (addresses, separated by commas). Every package is checked by its hash,
the index by the suite's InRelease, and that by the keys of Debian's archive that are kept beside
these tools; NX_NIX_DEBIAN_KEYRING names the keyring of a mirror that signs by itself. An index that
nobody trusted has signed is never taken; one that has expired or is an old one only by the options
above, which every run then says.

Exit status: 0 it is there and has built something, 1 it could not be brought, 2 wrong usage.
`;

/** @typedef {{ suite?: string, all?: boolean, folder?: string, renew?: boolean, json?: boolean, help?: boolean, accept: import('./bring-nix/trust/acceptance.mjs').Acceptance }} Options */

/** The suites of `--all`: those with Debian's oldest and newest Nix, and one between. */
const allSuites = ['bookworm', 'trixie', 'sid'];

process.exitCode = await main(process.argv.slice(2));

/** @param {string[]} args */
async function main(args) {
  const options = readArguments(args);
  if (typeof options === 'string') {
    process.stderr.write(`${options}\n\n${usage}`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(usage);
    return 0;
  }
  const suites = options.all ? allSuites : [options.suite ?? 'trixie'];
  const brought = [];
  let status = 0;
  for (const suite of suites) {
    try {
      brought.push(await bring(suite, options));
    } catch (thrown) {
      if (!(thrown instanceof Problem)) throw thrown;
      process.stderr.write(`${suite}: ${sentence(thrown)}\n`);
      status = 1;
    }
  }
  if (options.json) process.stdout.write(`${JSON.stringify(brought, null, 2)}\n`);
  else brought.forEach(printNix);
  return status;
}

/**
 * @param {string[]} args
 * @returns {Options | string} a string says what is wrong
 */
function readArguments(args) {
  try {
    const { values } = parseArgs({
      args,
      options: {
        suite: { type: 'string' },
        all: { type: 'boolean' },
        folder: { type: 'string' },
        renew: { type: 'boolean' },
        json: { type: 'boolean' },
        ...acceptanceOptions,
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.all && values.suite) return '--all and --suite cannot be given together.';
    return { ...values, accept: acceptance(values) };
  } catch (thrown) {
    return sentence(thrown);
  }
}

/**
 * @param {string} suite
 * @param {Options} options
 */
async function bring(suite, { folder, renew = false, accept }) {
  const log = progressLines(process.stderr, suite);
  const nix = await bringPrivateNix({
    suite,
    renew,
    accept,
    log,
    ...(folder === undefined ? {} : { folder }),
  });
  const proof = await canBuild(nix);
  if (!proof.builds)
    throw new Problem(`Nix ${nix.version} is in ${nix.bin}, but cannot build: ${proof.why}.`);
  const sandbox = await canBuild(nix, { sandbox: true });
  return { ...nix, sandbox: sandbox.builds };
}

/** @param {Awaited<ReturnType<typeof bring>>} nix */
function printNix({ suite, version, bin, storeDir, sandbox }) {
  process.stdout.write(`${suite}: Nix ${version}
  use     PATH=${bin}:$PATH
  store   ${storeDir} (for the demo and the tests only)
  sandbox ${sandbox ? 'can be turned on: --option sandbox true' : 'not possible here: user namespaces are not allowed'}
`);
}

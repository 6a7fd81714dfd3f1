import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { canBuild } from './can-build.mjs';
import { bringPrivateNix } from './private-nix.mjs';
import { NotThere, Problem, sentence } from '../messages/problem.mjs';
import { runNix } from './run-nix.mjs';

/**
 * A Nix that has proved that it can build.
 *
 * @typedef {object} FoundNix
 * @property {'system' | 'private'} kind
 * @property {string} version
 * @property {string} bin the folder of its programs
 * @property {Readonly<Record<string, string>>} env to be added to the environment of its programs
 * @property {string} storeDir
 */

/** No Nix can build here. The message says what was tried and what to install. */
export class NoNix extends Problem {}

/**
 * The suites to try when a private Nix is needed, best first: the newest stable one that a mirror
 * has is used.
 */
export const defaultSuites = ['trixie', 'bookworm'];

/**
 * Finds a Nix that can build: the one on PATH if it can, else a private one from Debian packages.
 *
 * @param {object} [options]
 * @param {string} [options.folder] the folder of private Nixes
 * @param {readonly string[]} [options.suites]
 * @param {boolean} [options.system] false: the one on PATH is never used
 * @param {(line: string) => void} [options.log]
 * @param {Readonly<Record<string, string | undefined>>} [options.env] for PATH
 * @param {typeof bringPrivateNix} [options.bring]
 * @returns {Promise<FoundNix>}
 * @throws {NoNix} when none can build
 */
export async function findNix({
  folder,
  suites = defaultSuites,
  system = true,
  log = () => {},
  env = process.env,
  bring = bringPrivateNix,
} = {}) {
  /** @type {string[]} */
  const tried = [];
  const onPath = system ? await nixOnPath(env['PATH'] ?? '') : undefined;
  if (onPath) {
    const found = await proved(onPath);
    if (typeof found !== 'string') return found;
    tried.push(`The nix in ${onPath.bin} cannot build: ${found}.`);
    log(`the nix in ${onPath.bin} cannot build (${found}); bringing a private one`);
  } else if (system) {
    tried.push('There is no nix on PATH.');
  }

  for (const suite of suites) {
    try {
      const nix = await bring({ suite, log, ...(folder === undefined ? {} : { folder }) });
      const proof = await canBuild(nix);
      if (proof.builds) {
        log(
          `using a private Nix ${nix.version}; its store, ${nix.storeDir}, serves the demo and the tests only`,
        );
        return nix;
      }
      tried.push(
        `A private Nix ${nix.version} was brought to ${nix.bin} and cannot build: ${proof.why}.`,
      );
    } catch (thrown) {
      if (!(thrown instanceof Problem)) throw thrown;
      tried.push(`A private one from ${suite} cannot be brought: ${sentence(thrown)}`);
      // another suite helps if this one does not exist, but not if the network or the disk fails
      if (!(thrown instanceof NotThere)) break;
    }
  }
  throw new NoNix(
    `No Nix can build here. ${tried.join(' ')} Install Nix (Debian and Ubuntu have it as nix-bin), or name a Debian mirror in NX_NIX_DEBIAN_MIRROR.`,
  );
}

/**
 * @param {{ bin: string, env: {} }} nix
 * @returns {Promise<FoundNix | string>} the Nix, or a phrase that says why it cannot build
 */
async function proved(nix) {
  const [version, proof] = await Promise.all([runNix(nix, 'nix', ['--version']), canBuild(nix)]);
  if (!version.ok) return version.why;
  if (!proof.builds) return proof.why;
  const number = version.stdout.split(' ').at(-1) ?? '';
  return { kind: 'system', version: number, ...nix, storeDir: proof.storeDir };
}

/**
 * The first folder on PATH that has the new and the old commands of Nix.
 *
 * @param {string} path
 */
async function nixOnPath(path) {
  for (const bin of path.split(delimiter).filter((folder) => folder.startsWith('/'))) {
    const needed = ['nix', 'nix-build', 'nix-instantiate', 'nix-store'];
    const present = await Promise.all(needed.map((name) => isProgram(join(bin, name))));
    if (present.every(Boolean)) return { bin, env: {} };
  }
  return undefined;
}

/** @param {string} file */
function isProgram(file) {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

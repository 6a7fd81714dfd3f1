import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { canBuild } from './can-build.mjs';
import { bringPrivateNix } from './private-nix.mjs';
import { projectFolder } from '../files/private-folder.mjs';
import { NotThere, Problem, sentence } from '../messages/problem.mjs';
import { runNix } from './run-nix.mjs';

/**
 * A Nix that has proved that it can build.
 *
 * @typedef {object} FoundNix
 * @property {'named' | 'system' | 'private'} kind named by NX_NIX_BIN, on PATH, or brought
 * @property {string} version
 * @property {string} bin the folder of its programs
 * @property {Readonly<Record<string, string>>} env to be added to the environment of its programs
 * @property {string} storeDir
 */

/** @typedef {import('../trust/acceptance.mjs').Acceptance} Acceptance */

/** No Nix can build here. The message says what was tried and what to install. */
export class NoNix extends Problem {}

/** The variable with the folder of Nix's programs: the same as that of the plugin. */
const BIN_VARIABLE = 'NX_NIX_BIN';

/** What a Nix must have to resolve, to build and to take stage 0. */
const PROGRAMS = ['nix', 'nix-build', 'nix-instantiate', 'nix-store'];

/**
 * The suites to try when a private Nix is needed, best first: the newest stable one that a mirror
 * has is used.
 */
export const defaultSuites = ['trixie', 'bookworm'];

/**
 * Finds a Nix that can build: the one that NX_NIX_BIN names, and then no other; else the one on PATH
 * if it can build; else a private one from Debian packages.
 *
 * @param {object} [options]
 * @param {string} [options.folder] the folder of private Nixes
 * @param {readonly string[]} [options.suites]
 * @param {boolean} [options.system] false: only a private one is used
 * @param {Acceptance} [options.accept] what the user accepts of Debian's archive
 * @param {(line: string) => void} [options.log]
 * @param {Readonly<Record<string, string | undefined>>} [options.env] for PATH and NX_NIX_BIN
 * @param {typeof bringPrivateNix} [options.bring]
 * @returns {Promise<FoundNix>}
 * @throws {NoNix} when none can build
 */
export async function findNix({
  folder,
  suites = defaultSuites,
  system = true,
  accept,
  log = () => {},
  env = process.env,
  bring = bringPrivateNix,
} = {}) {
  const named = env[BIN_VARIABLE];
  if (system && named) return namedNix(named);
  /** @type {string[]} */
  const tried = [];
  const onPath = system ? await nixOnPath(env['PATH'] ?? '') : undefined;
  if (onPath) {
    const found = await proved(onPath, 'system');
    if (typeof found !== 'string') return found;
    tried.push(`The nix in ${onPath.bin} cannot build: ${found}.`);
    log(`the nix in ${onPath.bin} cannot build (${found}); bringing a private one`);
  } else if (system) {
    tried.push('There is no nix on PATH.');
  }

  for (const suite of suites) {
    try {
      const nix = await bring({
        ...{ suite, log },
        ...(folder === undefined ? {} : { folder }),
        ...(accept === undefined ? {} : { accept }),
      });
      const proof = await canBuild(nix);
      if (proof.builds) {
        log(
          `using a private Nix ${nix.version}; its store, ${nix.storeDir}, serves the demo and the tests only. Its builds are not sandboxed: they use the shell of this machine`,
        );
        return nix;
      }
      tried.push(
        `A private Nix ${nix.version} was brought to ${nix.bin} and cannot build: ${proof.why}.`,
      );
    } catch (thrown) {
      if (!(thrown instanceof Problem)) throw thrown;
      tried.push(`A private one from ${suite} cannot be brought: ${sentence(thrown)}`);
      log(tried.at(-1) ?? '');
      // another suite helps if this one does not exist, but not if the network or the disk fails
      if (!(thrown instanceof NotThere)) break;
    }
  }
  throw new NoNix(
    `No Nix can build here. ${tried.join(' ')} Install Nix (Debian and Ubuntu have it as nix-bin), or name a Debian mirror in NX_NIX_DEBIAN_MIRROR.`,
  );
}

/**
 * The Nix that the user names. No other takes its place: it would have another store.
 *
 * @param {string} named a folder, from the project's
 * @returns {Promise<FoundNix>}
 * @throws {NoNix} when it is none, or cannot build
 */
async function namedNix(named) {
  const bin = resolve(projectFolder(), named);
  const missing = await missingPrograms(bin);
  if (missing.length > 0)
    throw new NoNix(
      `${BIN_VARIABLE} is ${named}, which has no ${missing.join(' and no ')} to run: name the folder of Nix's programs, or leave it out.`,
    );
  const found = await proved({ bin, env: {} }, 'named');
  if (typeof found !== 'string') return found;
  throw new NoNix(
    `The Nix in ${bin}, which ${BIN_VARIABLE} names, cannot build: ${found}. Mend it, or leave ${BIN_VARIABLE} out.`,
  );
}

/**
 * @param {{ bin: string, env: {} }} nix
 * @param {'named' | 'system'} kind
 * @returns {Promise<FoundNix | string>} the Nix, or a phrase that says why it cannot build
 */
async function proved(nix, kind) {
  const [version, proof] = await Promise.all([runNix(nix, 'nix', ['--version']), canBuild(nix)]);
  if (!version.ok) return version.why;
  if (!proof.builds) return proof.why;
  const number = version.stdout.split(' ').at(-1) ?? '';
  return { kind, version: number, ...nix, storeDir: proof.storeDir };
}

/**
 * The first folder on PATH that has the new and the old commands of Nix.
 *
 * @param {string} path
 */
async function nixOnPath(path) {
  for (const bin of path.split(delimiter).filter((folder) => folder.startsWith('/'))) {
    if ((await missingPrograms(bin)).length === 0) return { bin, env: {} };
  }
  return undefined;
}

/** @param {string} bin */
async function missingPrograms(bin) {
  const present = await Promise.all(PROGRAMS.map((name) => isProgram(join(bin, name))));
  return PROGRAMS.filter((_, place) => !present[place]);
}

/** @param {string} file */
function isProgram(file) {
  return access(file, constants.X_OK).then(
    () => true,
    () => false,
  );
}

import { Problem } from '../messages/problem.mjs';

/**
 * The names that Debian and the dynamic loader use for a Nix system.
 *
 * @typedef {object} Architecture
 * @property {string} system Nix's name
 * @property {string} debian Debian's name, as in `binary-amd64`
 * @property {string} triplet the folder of its libraries
 * @property {string} loader the dynamic loader's file name
 */

/** @type {readonly Architecture[]} */
const architectures = [
  {
    system: 'x86_64-linux',
    debian: 'amd64',
    triplet: 'x86_64-linux-gnu',
    loader: 'ld-linux-x86-64.so.2',
  },
  {
    system: 'aarch64-linux',
    debian: 'arm64',
    triplet: 'aarch64-linux-gnu',
    loader: 'ld-linux-aarch64.so.1',
  },
];

/**
 * The architecture of a Nix system; by default of this machine.
 *
 * @param {string} [system]
 * @returns {Architecture}
 * @throws {Problem} for a system that Debian's Nix is not fetched for
 */
export function architectureOf(system = thisSystem()) {
  const found = architectures.find((architecture) => architecture.system === system);
  if (found) return found;
  const known = architectures.map((architecture) => architecture.system).join(' and ');
  throw new Problem(
    `A private Nix can be brought on ${known} only, and this is ${system}: install Nix with its own installer.`,
  );
}

/** @returns {string} Nix's name for the system of this machine */
export function thisSystem() {
  const cpu =
    { x64: 'x86_64', arm64: 'aarch64' }[/** @type {string} */ (process.arch)] ?? process.arch;
  return `${cpu}-${process.platform}`;
}

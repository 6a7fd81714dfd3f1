import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  realpathSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { Problem } from '../messages/problem.mjs';

/**
 * @typedef {import('./architecture.mjs').Architecture} Architecture
 */

/** The programs that get a wrapper. `build-remote` is the build hook, which Nix itself calls. */
const programs = [
  'nix',
  'nix-build',
  'nix-channel',
  'nix-collect-garbage',
  'nix-copy-closure',
  'nix-env',
  'nix-hash',
  'nix-instantiate',
  'nix-prefetch-url',
  'nix-shell',
  'nix-store',
];

/** The variable with another folder for store, state, logs and home than the wrappers' default. */
export const STORE_VARIABLE = 'NX_NIX_STORE_ROOT';

/**
 * Nix' configuration. The sandbox is off, because user namespaces are not allowed everywhere;
 * `--option sandbox true` turns it on. `sandbox-paths` is empty for that: Debian's default is a
 * static bash that may not be installed. There are no substituters: the public cache is for stores
 * in /nix/store.
 */
const configuration = `build-users-group =
experimental-features = nix-command flakes
sandbox = false
sandbox-fallback = false
sandbox-paths =
substituters =
`;

/**
 * Makes an unpacked Nix usable: writes `bin/` and `etc/` beside its files. It uses Nix' own loader
 * and libraries, not those of the machine.
 *
 * @param {object} options
 * @param {string} options.beside the folder to write to; Nix is unpacked in its `root`
 * @param {string} options.place where that folder will be renamed to
 * @param {string} options.storeRoot folder of its store, state, logs and home
 * @param {Architecture} options.architecture
 * @throws {Problem} when there is no Nix, or no loader for it
 */
export function writeWrappers({ beside, place, storeRoot, architecture }) {
  const root = join(beside, 'root');
  if (!existsSync(join(root, 'usr/bin/nix')))
    throw new Problem(
      "Debian's package nix-bin has no usr/bin/nix: this is not the package it was.",
    );
  const inPlace = (/** @type {string} */ path) => join(place, 'root', path);
  const loader = inPlace(loaderOf(root, architecture));
  const libraries = libraryFolders(root).map(inPlace);
  for (const folder of ['bin', 'etc']) mkdirSync(join(beside, folder));
  writeFileSync(join(beside, 'etc/nix.conf'), configuration);
  for (const program of [...programs, 'build-remote']) {
    const file = join(beside, 'bin', program);
    writeFileSync(file, wrapper({ program, place, storeRoot, loader, libraries }));
    chmodSync(file, 0o755);
  }
}

/**
 * The text of a wrapper. It names the build hook, because Nix would start `/proc/self/exe`, which
 * is the loader here. The name is in NIX_CONFIG, because Nix 2.26 ignores it in a file.
 *
 * @param {object} options
 * @param {string} options.program
 * @param {string} options.place
 * @param {string} options.storeRoot
 * @param {string} options.loader
 * @param {readonly string[]} options.libraries
 * @returns {string}
 */
function wrapper({ program, place, storeRoot, loader, libraries }) {
  return `#!/bin/sh
# A private Nix. Its store serves the demo and the tests; it is no /nix/store.
unset LD_LIBRARY_PATH LD_PRELOAD NIX_REMOTE NIX_USER_CONF_FILES
at=\${${STORE_VARIABLE}:-${quoted(storeRoot)}}
NIX_STORE_DIR=$at/store NIX_STATE_DIR=$at/var NIX_LOG_DIR=$at/log NIX_CONF_DIR=${quoted(join(place, 'etc'))}
HOME=$at/home XDG_CACHE_HOME=$at/home/.cache XDG_CONFIG_HOME=$at/home/.config
XDG_DATA_HOME=$at/home/.local/share XDG_STATE_HOME=$at/home/.local/state
NIX_CONFIG="build-hook = "${quoted(join(place, 'bin/build-remote'))}"
$NIX_CONFIG"
export NIX_STORE_DIR NIX_STATE_DIR NIX_LOG_DIR NIX_CONF_DIR NIX_CONFIG
export HOME XDG_CACHE_HOME XDG_CONFIG_HOME XDG_DATA_HOME XDG_STATE_HOME
exec ${quoted(loader)} --inhibit-cache --library-path ${quoted(libraries.join(':'))} --argv0 ${program} ${quoted(join(place, 'root/usr/bin/nix'))} "$@"
`;
}

/**
 * Finds the dynamic loader: Debian has moved it several times.
 *
 * @param {string} root
 * @param {Architecture} architecture
 * @returns {string} below the root, links followed
 */
function loaderOf(root, { triplet, loader }) {
  const folders = [`lib/${triplet}`, `usr/lib/${triplet}`, 'lib64', 'usr/lib64', 'lib', 'usr/lib'];
  const found = folders
    .map((folder) => join(root, folder, loader))
    .find((path) => existsSync(path));
  if (!found)
    throw new Problem(`Debian's package libc6 has no ${loader}: this is not the package it was.`);
  return relative(realpathSync(root), realpathSync(found));
}

/**
 * The folders with shared libraries. Plug-ins are `.so` files without `lib…`; their folders do not
 * count.
 *
 * @param {string} root
 * @returns {readonly string[]} below the root, sorted
 */
function libraryFolders(root) {
  /** @type {Set<string>} */
  const folders = new Set();
  const walk = (/** @type {string} */ folder) => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (entry.isDirectory()) walk(join(folder, entry.name));
      else if (/^lib.*\.so[.\d]*$/.test(entry.name)) folders.add(folder);
    }
  };
  walk('');
  return [...folders].sort();
}

/** @param {string} text */
function quoted(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

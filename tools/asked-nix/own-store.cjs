/**
 * A Nix for tools and tests, with a store of its own. This is CommonJS, because both jest's suites
 * (CommonJS) and tools (ES modules) can load that.
 */
const { spawnSync } = require('node:child_process');
const { existsSync, mkdirSync } = require('node:fs');
const { delimiter, join } = require('node:path');

/**
 * Finds the folder of Nix's programs: the one that `NX_NIX_TEST_NIX` names, else the one on PATH.
 *
 * @returns {string | undefined}
 */
function folderOfNix() {
  const named = process.env['NX_NIX_TEST_NIX'];
  const folders = named ? [named] : (process.env['PATH'] ?? '').split(delimiter);
  return folders.find((folder) => folder !== '' && existsSync(join(folder, 'nix-instantiate')));
}

/**
 * The environment that gives a Nix its own store, logs, configuration, caches and home.
 *
 * NOTE: a warm store hides bugs, and tools must not change the user's store.
 *
 * @param {string} root a folder; the others are created in it
 * @param {string} bin the folder of Nix's programs, which make the store; empty if there is none
 * @returns {Record<string, string>}
 */
function ownStore(root, bin) {
  const folder = (/** @type {string} */ name) => {
    mkdirSync(join(root, name), { recursive: true });
    return join(root, name);
  };
  const isNew = !existsSync(join(root, 'var/db'));
  const env = {
    // A Nix from tools/bring-nix uses only this variable; any other Nix uses those after it.
    NX_NIX_STORE_ROOT: root,
    NIX_STORE_DIR: folder('store'),
    NIX_STATE_DIR: folder('var'),
    NIX_LOG_DIR: folder('log'),
    NIX_CONF_DIR: folder('etc'),
    HOME: folder('home'),
    XDG_CACHE_HOME: folder('cache'),
    XDG_DATA_HOME: folder('data'),
  };
  // Nix 2.26 makes a new store without a lock: of two programs that find it new at once, one reads
  // a half-written schema, or fails at a link that is there. So one program makes it first.
  if (isNew && bin !== '') {
    spawnSync(join(bin, 'nix-instantiate'), ['--eval', '--expr', '1'], {
      env: { ...process.env, ...env },
    });
  }
  return env;
}

module.exports = { folderOfNix, ownStore };

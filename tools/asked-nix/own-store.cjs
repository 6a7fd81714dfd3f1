/**
 * A Nix for tools and tests, with a store that is nobody else's. CommonJS, as jest reads suites as
 * such and tools are ES modules: both can load it.
 */
const { existsSync, mkdirSync } = require('node:fs');
const { delimiter, join } = require('node:path');

/**
 * The folder of the programs of the Nix that `NX_NIX_TEST_NIX` names, else of the one on PATH.
 *
 * @returns {string | undefined}
 */
function folderOfNix() {
  const named = process.env['NX_NIX_TEST_NIX'];
  const folders = named ? [named] : (process.env['PATH'] ?? '').split(delimiter);
  return folders.find((folder) => folder !== '' && existsSync(join(folder, 'nix-instantiate')));
}

/**
 * The environment that gives a Nix a store, logs, configuration, caches and a home of its own.
 *
 * NOTE: warm stores hide bugs, and a user's store is none of a tool's business.
 *
 * @param {string} root a folder; theirs are made in it
 * @returns {Record<string, string>}
 */
function ownStore(root) {
  const folder = (/** @type {string} */ name) => {
    mkdirSync(join(root, name), { recursive: true });
    return join(root, name);
  };
  return {
    // A Nix that tools/bring-nix brought takes its store from here, any other from what follows.
    NX_NIX_STORE_ROOT: root,
    NIX_STORE_DIR: folder('store'),
    NIX_STATE_DIR: folder('var'),
    NIX_LOG_DIR: folder('log'),
    NIX_CONF_DIR: folder('etc'),
    HOME: folder('home'),
    XDG_CACHE_HOME: folder('cache'),
    XDG_DATA_HOME: folder('data'),
  };
}

module.exports = { folderOfNix, ownStore };

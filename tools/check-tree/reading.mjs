import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** @typedef {import('@nx-nix/resolver').LocatedRepo} LocatedRepo */
/** @typedef {import('@nx-nix/resolver').LocatedPackage} LocatedPackage */
/** @typedef {import('@nx-nix/lambdas').NixParser} NixParser */

const require = createRequire(import.meta.url);
/** @type {typeof import('@nx-nix/lambdas')} */
const { loadParser } = require('@nx-nix/lambdas');
/** @type {typeof import('@nx-nix/resolver')} */
const { readRepo, ReadingCache, repoAt } = require('@nx-nix/resolver');

/**
 * The reading of a tree, as `resolve` reads a repo.
 *
 * @typedef {object} TreeReading
 * @property {LocatedRepo} located
 * @property {(file: string) => string} absolute
 * @property {number} seconds that it took
 */

/** A cache that counts the files that are read. */
class CountingCache extends ReadingCache {
  asked = 0;

  /** @param {(read: number) => void} tell */
  constructor(tell) {
    super(undefined, 'tree');
    this.tell = tell;
  }

  /**
   * @template T
   * @param {string} path
   * @param {import('@nx-nix/resolver').SourceFile} file
   * @param {import('@nx-nix/resolver').Reader<T>} reader
   * @override
   */
  reading(path, file, reader) {
    this.tell(++this.asked);
    return super.reading(path, file, reader);
  }
}

/**
 * Reads a tree as the only repo of a workspace. Like any repo it may have a `nix-repo.json`, and like
 * any registry a file may say in its place what it has (`settings`).
 *
 * @param {string} tree absolute
 * @param {{ settings: string | undefined, folder: string, progress: (line: () => string) => void }} options
 *   `settings`: JSON text; `folder`: for a workspace, where there are settings
 * @returns {Promise<TreeReading>}
 */
export async function readTree(tree, { settings, folder, progress }) {
  const root = basename(tree);
  const workspace =
    settings === undefined ? dirname(tree) : workspaceWith(settings, { tree, folder });
  // Loaded before the clock starts, as loading is not part of reading.
  await loadParser();
  const started = performance.now();
  const cache = new CountingCache((read) => progress(() => `${read} files read`));
  const { located } = await readRepo(workspace, root, { cache });
  return {
    located,
    // Nix has the tree's own path in its positions, and not that of a link to it.
    absolute: (file) => join(dirname(tree), file),
    seconds: (performance.now() - started) / 1000,
  };
}

/**
 * A workspace of a tree and of a registry that has settings for it.
 *
 * @param {string} settings JSON text
 * @param {{ tree: string, folder: string }} options
 * @throws {Error} with a code, where the settings are wrong
 */
function workspaceWith(settings, { tree, folder }) {
  const workspace = mkdtempSync(join(folder, 'workspace-'));
  const registry = join(workspace, 'settings-of-the-tree');
  const repos = `{ ${JSON.stringify(basename(tree))}: ${settings} }`;
  mkdirSync(registry);
  writeFileSync(join(registry, 'nix-repo.json'), `{ "kind": "registry", "repos": ${repos} }`);
  const [problem] = repoAt(workspace, basename(registry)).problems;
  if (problem) {
    const message = `the settings are wrong: ${problem.message}; ${problem.hint}`;
    throw Object.assign(new Error(message), { code: problem.code });
  }
  symlinkSync(tree, join(workspace, basename(tree)));
  return workspace;
}

import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** @typedef {import('@nx-nix/resolver').LocatedRepo} LocatedRepo */
/** @typedef {import('@nx-nix/resolver').LocatedPackage} LocatedPackage */
/** @typedef {import('@nx-nix/lambdas').NixParser} NixParser */

const require = createRequire(import.meta.url);
/** @type {typeof import('@nx-nix/lambdas')} */
const { loadParser } = require('@nx-nix/lambdas');
/** @type {typeof import('@nx-nix/resolver')} */
const { readRepo, ReadingCache } = require('@nx-nix/resolver');

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
 * Reads a tree as the only repo of a workspace. Like any repo it may have a `nix-repo.json`.
 *
 * @param {string} tree absolute
 * @param {(line: () => string) => void} progress
 * @returns {Promise<TreeReading>}
 */
export async function readTree(tree, progress) {
  const [workspace, root] = [dirname(tree), basename(tree)];
  // Loaded before the clock starts, as loading is not part of reading.
  await loadParser();
  const started = performance.now();
  const cache = new CountingCache((read) => progress(() => `${read} files read`));
  const { located } = await readRepo(workspace, root, { cache });
  return {
    located,
    absolute: (file) => join(workspace, file),
    seconds: (performance.now() - started) / 1000,
  };
}

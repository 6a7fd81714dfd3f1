import { existsSync, realpathSync } from 'node:fs';
import {
  chmod,
  copyFile,
  lstat,
  mkdir,
  readdir,
  readFile,
  readlink,
  symlink,
} from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { thisSystem } from './architecture.mjs';
import { debianMirrors } from '../debian/debian-sources.mjs';
import { fetchDebs, unpackDebs } from '../debian/fetch-debs.mjs';
import { narHash, sameHash } from '../files/nar-hash.mjs';
import { onceInPlace } from '../files/once-in-place.mjs';
import { defaultFolder, prepareFolder } from '../files/private-folder.mjs';
import { Problem, sentence } from '../messages/problem.mjs';
import { removeTree } from '../files/remove-tree.mjs';
import { runNix } from './run-nix.mjs';

/**
 * @typedef {import('../debian/debian-sources.mjs').Mirror} Mirror
 * @typedef {import('../debian/download.mjs').Patience} Patience
 * @typedef {import('./run-nix.mjs').Callable} Callable
 */

/**
 * How a stage 0 is made for one system: from which Debian packages, from which of their files (path
 * in stage 0: path in the package), and the hash of the resulting folder.
 *
 * @typedef {object} Recipe
 * @property {string} hash of the folder's NAR, in any way Nix writes a SHA-256
 * @property {readonly string[]} executables
 * @property {readonly { package: string, version: string, filename: string, sha256: string, files: Readonly<Record<string, string>> }[]} debs
 */

/**
 * Reads the recipe for a system from a file with recipes by system.
 *
 * @param {string} file
 * @param {string} [system]
 * @returns {Promise<Recipe>}
 * @throws {Problem} when the file has none, or it lacks a field
 */
export async function readRecipe(file, system = thisSystem()) {
  /** @type {Record<string, Recipe>} */
  const recipes = JSON.parse(await readFile(file, 'utf8'));
  const recipe = recipes[system];
  if (!recipe) {
    throw new Problem(
      `There is no stage 0 for ${system}: ${file} has one for ${Object.keys(recipes).join(' and ')}.`,
    );
  }
  if (
    !Array.isArray(recipe.debs) ||
    !Array.isArray(recipe.executables) ||
    typeof recipe.hash !== 'string'
  ) {
    throw new Problem(`${file} lacks "hash", "executables" or "debs" for ${system}.`);
  }
  return recipe;
}

/**
 * Makes the folder `stage0-<system>` from pinned packages, and checks the hash of its recipe. When
 * the packages are in the cache, no network is needed.
 *
 * @param {Recipe} recipe
 * @param {object} [options]
 * @param {string} [options.folder] the folder that will contain it, beside the cache `debs`
 * @param {string} [options.system]
 * @param {() => Promise<readonly Mirror[]>} [options.mirrors]
 * @param {(line: string) => void} [options.log]
 * @param {Patience} [options.patience]
 * @returns {Promise<string>} its path
 * @throws {Problem} when a package cannot be fetched, or the hash is wrong
 */
export async function makeStage0(
  recipe,
  {
    folder = defaultFolder(),
    system = thisSystem(),
    mirrors = debianMirrors,
    log = () => {},
    patience,
  } = {},
) {
  const real = await prepareFolder(folder);
  const cache = join(real, 'debs');
  const place = join(real, `stage0-${system}`);
  const debs = recipe.debs.map((deb) => ({ ...deb, name: deb.package }));
  await onceInPlace(place, {
    log,
    isThere: async () => existsSync(place) && sameHash(narHash(place), recipe.hash),
    make: async (beside) => {
      await fetchDebs(debs, { mirrors, cache, log, ...(patience ? { patience } : {}) });
      const unpacked = join(beside, '.unpacked');
      for (const deb of debs) {
        await mkdir(unpacked);
        await unpackDebs([deb], { cache, folder: unpacked });
        for (const [target, source] of Object.entries(deb.files)) {
          await take(unpacked, source, `${beside}/${target}`, deb.name);
        }
        await removeTree(unpacked);
      }
      for (const executable of recipe.executables) await chmod(join(beside, executable), 0o755);
      const found = narHash(beside);
      if (!sameHash(found, recipe.hash)) {
        throw new Problem(
          `Stage 0 for ${system} is not what its recipe says: its SHA-256 is ${found}, and it should be ${recipe.hash}.`,
        );
      }
    },
  });
  return place;
}

/**
 * Adds a folder to a Nix store, by its content and under its own name.
 *
 * @param {Callable} nix
 * @param {string} folder
 * @returns {Promise<string>} the store path
 * @throws {Problem} when Nix fails
 */
export async function addToStore(nix, folder) {
  const added = await runNix(nix, 'nix-store', ['--add-fixed', '--recursive', 'sha256', folder]);
  if (!added.ok) throw new Problem(`${folder} cannot be put into the Nix store: ${added.why}.`);
  return added.stdout;
}

/**
 * Copies a file or folder of an unpacked package. If `source` itself is a link, it is followed as
 * long as it stays in the package. Files become executable only if the recipe says so.
 *
 * @param {string} root
 * @param {string} source
 * @param {string} target
 * @param {string} name of the package
 */
async function take(root, source, target, name) {
  try {
    const real = realpathSync(join(root, source));
    if (!real.startsWith(realpathSync(root) + sep))
      throw new Problem('it leads out of the package');
    if (target.split(sep).includes('..')) throw new Problem('its place has a ".." in it');
    await mkdir(dirname(target), { recursive: true });
    await copy(real, target);
  } catch (thrown) {
    throw new Problem(
      `The recipe of stage 0 wants ${source} of ${name}, which cannot be taken: ${sentence(thrown)}.`,
      { cause: thrown },
    );
  }
}

/**
 * @param {string} source
 * @param {string} target
 */
async function copy(source, target) {
  const found = await lstat(source);
  if (found.isSymbolicLink()) return symlink(await readlink(source), target);
  if (!found.isDirectory()) {
    await copyFile(source, target);
    return chmod(target, 0o644);
  }
  await mkdir(target);
  for (const name of await readdir(source)) await copy(join(source, name), join(target, name));
}

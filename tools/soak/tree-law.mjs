/**
 * The law of random trees: what a layout takes, `lib` takes too, whatever else there is; and no file
 * that looks like a package is passed over in silence.
 */
import { ok } from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import fc from 'fast-check';
import { namesInLib } from './names-in-lib.mjs';
import { filesOfTree, randomTree, smallerTrees } from './random-trees.mjs';
import { smallerLists } from './smaller.mjs';

/** @typedef {import('./resolving.mjs').Resolver} Resolver */
/** @typedef {import('./random-trees.mjs').Tree} Tree */
/** @typedef {import('@nx-nix/resolver').Problem} Problem */

/**
 * A tree that was written as a repo, and read.
 *
 * @typedef {object} ReadTree
 * @property {string} folder
 * @property {Readonly<Record<string, string>>} files
 * @property {import('@nx-nix/resolver').RepoReading['located']} located
 * @property {readonly Problem[]} problems
 */

/** How many trees one process of Nix is asked about. */
const atOnce = 250;

/**
 * JavaScript and Nix take the same packages of every tree; where they cannot, there is a problem.
 *
 * @param {Resolver} resolver
 * @param {{ bin: string, env: NodeJS.ProcessEnv } | undefined} nix without one, only that no file is
 *   passed over in silence
 * @param {string} folder trees are written into it, and removed
 * @returns {import('./laws.mjs').Law<readonly Tree[]>}
 */
export function randomTrees(resolver, nix, folder) {
  return {
    name: 'trees',
    inputs: fc.array(randomTree, { minLength: atOnce, maxLength: atOnce }),
    counts: (trees) => trees.length,
    shown: (trees) =>
      trees.map((tree) => JSON.stringify(filesOfTree(tree), undefined, 2)).join('\n  and '),
    smaller: smallerBatches,
    holds: async (trees) => {
      const batch = mkdtempSync(join(folder, 'trees-'));
      try {
        const read = await Promise.all(
          trees.map((tree, i) => readTree(resolver, join(batch, String(i)), tree)),
        );
        read.forEach(nothingIsSilent);
        return { compared: nix ? sameInLib(resolver, nix, batch, read) : 0 };
      } finally {
        rmSync(batch, { recursive: true, force: true });
      }
    },
  };
}

/** @param {readonly Tree[]} trees @returns {Iterable<readonly Tree[]>} */
function* smallerBatches(trees) {
  yield* smallerLists(trees);
  if (trees.length > 1 || trees[0] === undefined) return;
  for (const tree of smallerTrees(trees[0])) yield [tree];
}

/**
 * @param {Resolver} resolver
 * @param {string} workspace
 * @param {Tree} tree
 * @returns {Promise<ReadTree>}
 */
async function readTree(resolver, workspace, tree) {
  const root = 'repos/core';
  const files = filesOfTree(tree);
  for (const [name, text] of Object.entries(files)) {
    const target = join(workspace, root, name);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }
  const { located, problems } = await resolver.readRepo(workspace, root);
  return { folder: join(workspace, root), files, located, problems };
}

/** A file that is called as a package is one, or is told. @param {ReadTree} read */
function nothingIsSilent({ folder, files, located, problems }) {
  if (!problems.every(isAboutExport)) return;
  /** @type {{ exclude?: readonly string[] }} */
  const { exclude = [] } = JSON.parse(files['nix-repo.json'] ?? '{}');
  const isExcluded = (/** @type {string} */ file) =>
    exclude.some((one) => file === one || file.replace(/^[^/]+/, '<top>') === one);
  const sources = located.trees.flatMap((one) => one.sources.map((source) => source.file));
  const folders = new Set(sources.map((source) => posix.dirname(source)));
  const told = new Set([...sources, ...(located.untaken ?? [])]);
  const silent = nixFilesBelow(folder).filter(
    (one) =>
      /\/(package|default)\.nix$/.test(one) &&
      !told.has(one) &&
      !isExcluded(one) &&
      !folders.has(posix.dirname(one)),
  );
  ok(silent.length === 0, `${silent.join(', ')}: no package, and no problem`);
}

/**
 * The lib takes the same packages.
 *
 * @param {Resolver} resolver
 * @param {{ bin: string, env: NodeJS.ProcessEnv }} nix
 * @param {string} folder
 * @param {readonly ReadTree[]} read
 * @returns {number} how many trees could be compared
 */
function sameInLib({ pathText }, nix, folder, read) {
  const sound = read.filter(
    ({ located, problems }) =>
      problems.every(isAboutExport) &&
      !clash(located.packages.map((pkg) => pathText(pkg.path))) &&
      !located.packages.some(({ isNur }) => isNur),
  );
  const theirs = namesInLib(
    nix,
    folder,
    sound.map((one) => one.folder),
  );
  sound.forEach(({ located }, i) => {
    const ours = located.packages.map((pkg) => pathText(pkg.path)).sort();
    const inNix = (theirs[i] ?? []).map((names) => pathText(names)).sort();
    const isSame = ours.join('\n') === inNix.join('\n');
    ok(isSame, `here ${ours.join(', ')}; in the lib ${inNix.join(', ')}`);
  });
  return sound.length;
}

/** What is missing in Nix's eyes only where a package's `default.nix` is wanted. @param {Problem} problem */
const isAboutExport = ({ code }) => code === 'missing-file';

/**
 * Paths of which one is another, or lies in it: that is a problem between files, told later.
 * @param {readonly string[]} paths
 */
function clash(paths) {
  return paths.some((one, i) =>
    paths.some((other, j) => i !== j && (other === one || other.startsWith(`${one}.`))),
  );
}

/** The Nix files below the repo's folders, from the repo's folder. @param {string} repo */
function nixFilesBelow(repo) {
  return readdirSync(repo, { recursive: true, encoding: 'utf8' }).filter(
    (one) => one.endsWith('.nix') && one.includes('/'),
  );
}

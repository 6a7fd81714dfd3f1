import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkRepo, locatePackages, ReadingCache, repoAt } from '@nx-nix/resolver';
import { folderInRepo, writeRepo } from './repo-files.mjs';

/** @typedef {import('./package-folders.mjs').PackageFolder} PackageFolder */

/** Codes of problems that only matter when a file moves. */
const ofPlaces = new Set([
  'absolute-path',
  'broken-link',
  'home-path',
  'link-leaves-package',
  'missing-path',
  'path-leaves-package',
  'search-path',
]);

/**
 * Why packages cannot be moved as they are, by package: the problems of a repo that contains just
 * them.
 *
 * @param {import('@nx-nix/lambdas').NixParser} parser
 * @param {string} tree
 * @param {readonly PackageFolder[]} packages
 * @returns {ReadonlyMap<PackageFolder, string>}
 */
export function obstacles(parser, tree, packages) {
  const workspace = realpathSync(mkdtempSync(join(tmpdir(), 'split-tree-')));
  try {
    const root = 'repos/candidates';
    writeRepo(tree, join(workspace, root), packages);
    const cache = new ReadingCache(undefined, 'split-tree');
    const located = locatePackages(workspace, repoAt(workspace, root).repo, parser, cache);
    const { problems } = checkRepo(workspace, located, parser, cache);
    const inTheWay = [...located.problems, ...problems.filter(standsInTheWay)];

    const found = new Map();
    for (const { place, message, code } of inTheWay) {
      const pkg = packages.find((one) => place.file.startsWith(`${root}/${folderInRepo(one)}/`));
      if (!pkg) throw new Error(`${place.file}: ${message}`);
      const here = message.replaceAll(`${root}/${folderInRepo(pkg)}`, pkg.folder);
      if (!found.has(pkg)) found.set(pkg, `${here} (${code})`);
    }
    return found;
  } finally {
    rmSync(workspace, { recursive: true, force: true });
  }
}

/** @param {import('@nx-nix/resolver').Problem} problem */
function standsInTheWay({ code, message }) {
  // `./${name}` usually stays in the folder, `../${name}` does not.
  return ofPlaces.has(code) || (code === 'computed-path' && message.includes('`..'));
}

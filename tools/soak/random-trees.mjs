/** Random trees: the files of a repo, in folders that mostly follow a layout, or follow none. */
import fc from 'fast-check';
import { posix } from 'node:path';

/**
 * A random repo: paths of its packages, and what else says which of them are taken.
 *
 * @typedef {object} Tree
 * @property {readonly string[]} paths from the repo's folder
 * @property {string | undefined} exported the text of its `default.nix`
 * @property {unknown} layout of its `nix-repo.json`
 * @property {'path' | 'pattern' | undefined} exclude how the first path is excluded
 * @property {boolean} renamed whether the package at the last path has another name
 */

const folderName = fc.constantFrom(
  ...['he', 'hello', 'zl', 'zlib', 'jq', 'py', 'python', 'HE', 'Hello', 'x_git', 'tools', 'h'],
);
const file = fc.constantFrom(
  'package.nix',
  'package.nix',
  'default.nix',
  'zlib.nix',
  'packages.nix',
);
const root = fc.constantFrom(
  ...['by-name', 'pkgs/by-name', 'pkgs/by-name', 'pkgs', 'packages', 'pkgs/sets-by-name', 'more'],
);
const path = fc
  .tuple(root, fc.array(folderName, { maxLength: 3 }), file)
  .map(([top, folders, name]) => [top, ...folders, name].join('/'));
/** Paths that mostly follow one layout, and paths that follow none. */
const paths = fc.oneof(
  fc.array(path, { minLength: 1, maxLength: 8 }),
  fc
    .tuple(
      fc.constantFrom('by-name', 'pkgs/by-name'),
      fc.array(fc.constantFrom('hello', 'zlib', 'jq', 'python', 'Hello', 'h'), { minLength: 1 }),
      fc.array(path, { maxLength: 2 }),
    )
    .map(([top, names, others]) => [
      ...names.map((name) => `${top}/${name.slice(0, 2).toLowerCase()}/${name}/package.nix`),
      ...others,
    ]),
);
const exported = fc.constantFrom('{ lib }: { }', '{ lib }: { }', '{ pkgs }: { }', undefined);
const layout = fc.constantFrom(
  ...[undefined, undefined, undefined, 'pkgs-by-name', 'flat-by-name', 'pkgs', 'sets-by-name'],
  ['by-name', { name: 'packages', set: 'deep.er' }],
  { name: 'pkgs', folder: 'more', set: ['a.b'] },
  { pattern: '<group>/<name>/default.nix', attribute: '<group>.<name>' },
  { pattern: 'pkgs/<name>_git/{package,default}.nix' },
  { pattern: 'pkgs/<group>/<name>.nix', attribute: 'x<group>.y-<name>z' },
  [{ pattern: 'pkgs/<name>_git/default.nix', attribute: 'git.<name>' }, 'pkgs'],
);

/** @type {fc.Arbitrary<Tree['exclude']>} */
const excluded = fc.constantFrom(undefined, undefined, 'path', 'pattern');

/** @type {fc.Arbitrary<Tree>} */
export const randomTree = fc.record({
  ...{ paths, exported, layout },
  ...{ exclude: excluded, renamed: fc.boolean() },
});

/**
 * The files of a tree, by path. What a random path cannot be, a file and a folder, no tree asks
 * for: files end with `.nix`, and folders do not.
 *
 * @param {Tree} tree
 * @returns {Readonly<Record<string, string>>}
 */
export function filesOfTree({ paths: all, exported: entry, layout: said, exclude, renamed }) {
  const [first = '', last = ''] = [all[0], all.at(-1)];
  const config = {
    ...(said !== undefined && { layout: said }),
    ...(exclude && {
      exclude: [exclude === 'path' ? first : first.replace(/^[^/]+/, '<top>')],
    }),
    ...(renamed && { attributes: { [posix.dirname(last)]: 'an.other-name' } }),
  };
  const packages = all.map((one) => [
    one,
    one.endsWith('packages.nix') ? `{ }: { "of ${one}" = { }: 1; }` : '{ }: 1',
  ]);
  return {
    'nix-repo.json': JSON.stringify(config),
    ...(entry !== undefined && { 'default.nix': entry }),
    ...Object.fromEntries(packages),
  };
}

/**
 * Smaller trees than one: without a path, or saying less.
 *
 * @param {Tree} tree
 * @returns {Iterable<Tree>}
 */
export function* smallerTrees(tree) {
  if (tree.paths.length > 1) {
    for (const one of tree.paths.keys()) yield { ...tree, paths: tree.paths.toSpliced(one, 1) };
  }
  if (tree.exclude) yield { ...tree, exclude: undefined };
  if (tree.renamed) yield { ...tree, renamed: false };
  if (tree.layout !== undefined) yield { ...tree, layout: undefined };
  if (tree.exported !== '{ lib }: { }') yield { ...tree, exported: '{ lib }: { }' };
}

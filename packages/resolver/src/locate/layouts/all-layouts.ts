import { configuredPath } from '../../names/attribute-path';
import { readLayoutPattern, type LayoutPattern } from '../../names/layout-pattern';
import type { LayoutName, LayoutTree, PatternTree } from '../../repo/layout-names';
import { flatSources } from './flat-by-name';
import {
  below,
  type Layout,
  type LocatedTree,
  type PackageSource,
  type RepoReader,
} from './layout';
import { nurSources } from './nur';
import { patternFiles } from './pattern-layout';

const SHARDED = patternOf('<shard>/<name>/{package,packages,default}.nix');

/** The layouts by name; most of them are patterns below a folder. */
const LAYOUTS: Readonly<Record<LayoutName, Layout>> = {
  // The layout of the proof of concept.
  'by-name': { folder: 'by-name', files: SHARDED },
  // That of `lib.packagesFromDirectoryRecursive`.
  'flat-by-name': { folder: 'pkgs/by-name', files: flatSources },
  // That of nixpkgs and auxolotl/core.
  'pkgs-by-name': { folder: 'pkgs/by-name', files: SHARDED },
  // That of nixpkgs' RFC 0197, for sets.
  'sets-by-name': {
    folder: 'pkgs/sets-by-name',
    files: patternOf('<set>/<shard>/<name>/package.nix', '<set>.<name>'),
  },
  nur: { folder: '', files: nurSources },
  // That of ekala.
  pkgs: { folder: 'pkgs', files: patternOf('<name>/default.nix') },
  // That of numtide.
  packages: { folder: 'packages', files: patternOf('<name>/package.nix') },
};

/** Locates the sources of one tree; with `set`, their paths begin with that set. */
export function locateTree(files: RepoReader, tree: LayoutTree): LocatedTree {
  const set = tree.set === undefined ? [] : configuredPath(tree.set);
  const located = 'pattern' in tree ? locatePattern(files, tree) : locateNamed(files, tree);
  const inSet = (source: PackageSource) => ({ ...source, path: [...set, ...source.path] });
  return set.length === 0 ? located : { ...located, sources: located.sources.map(inSet) };
}

/** The default folder of a layout, from the repo's folder. */
export function defaultFolder(name: LayoutName): string {
  return LAYOUTS[name].folder;
}

function locateNamed(
  reader: RepoReader,
  { name, folder: named }: { readonly name: LayoutName; readonly folder?: string },
): LocatedTree {
  const { folder: usual, files } = LAYOUTS[name];
  const folder = named ?? usual;
  const found =
    typeof files === 'function'
      ? { sources: files(reader, folder), shardRoots: [] }
      : patternFiles(reader, folder, files);
  return { layout: name, folder, ...found };
}

function locatePattern(reader: RepoReader, tree: PatternTree): LocatedTree {
  const pattern = patternOf(tree.pattern, tree.attribute);
  const first = pattern.folders.findIndex(({ variable }) => variable !== undefined);
  const fixed = pattern.folders.slice(0, first < 0 ? pattern.folders.length : first);
  const folder = fixed.reduce((path, { before }) => below(path, before), '');
  return { layout: 'pattern', folder, ...patternFiles(reader, '', pattern) };
}

function patternOf(files: string, attribute?: string): LayoutPattern {
  const read = readLayoutPattern(files, attribute);
  // `nix-repo.json` was checked when it was read.
  if ('wrong' in read) throw new TypeError(`${files}: ${read.message}`);
  return read;
}

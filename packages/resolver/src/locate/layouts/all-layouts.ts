import { byName, pkgsByName } from './by-name';
import { flatByName } from './flat-by-name';
import type { Layout, LocatedTree, RepoReader } from './layout';
import { LAYOUT_NAMES, type LayoutName, type LayoutTree } from '../../repo/layout-names';
import { nur } from './nur';
import { packages, pkgs } from './pkgs';

const LAYOUTS: Readonly<Record<LayoutName, Layout>> = {
  'by-name': byName,
  'flat-by-name': flatByName,
  'pkgs-by-name': pkgsByName,
  nur,
  pkgs,
  packages,
};

/** Locates the sources of one tree; with `set`, their paths begin with that set. */
export function locateTree(files: RepoReader, tree: LayoutTree): LocatedTree {
  const layout = LAYOUTS[tree.name];
  const folder = tree.folder ?? layout.folder;
  const set = tree.set?.split('.') ?? [];
  const sources = layout.sources(files, folder);
  const placed =
    set.length === 0
      ? sources
      : sources.map((source) => ({ ...source, path: [...set, ...source.path] }));
  return { name: tree.name, folder, sources: placed };
}

/** The first layout that fits the files of a repo; undefined if none does. */
export function recogniseLayout(files: RepoReader): LayoutTree | undefined {
  const name = LAYOUT_NAMES.find((known) => LAYOUTS[known].fits(files, LAYOUTS[known].folder));
  return name && { name };
}

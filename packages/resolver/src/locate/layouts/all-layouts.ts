import { byName, pkgsByName } from './by-name';
import { flatByName } from './flat-by-name';
import type { Layout, PackageSource, RepoReader } from './layout';
import { LAYOUT_NAMES, type LayoutName, type LayoutTree } from './layout-names';
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

/** The files of one tree, in the set that it names. */
export function sourcesOf(files: RepoReader, tree: LayoutTree): readonly PackageSource[] {
  const layout = LAYOUTS[tree.name];
  const set = tree.set?.split('.') ?? [];
  return layout
    .sources(files, tree.folder ?? layout.folder)
    .map((source) => ({ ...source, path: [...set, ...source.path] }));
}

/** How a repo is laid out, by looking: the first layout that fits. */
export function recogniseLayout(files: RepoReader): LayoutTree | undefined {
  const name = LAYOUT_NAMES.find((known) => LAYOUTS[known].fits(files, LAYOUTS[known].folder));
  return name && { name };
}

import { byName, pkgsByName } from './by-name';
import { flatByName } from './flat-by-name';
import type { FolderReader, Layout } from './layout';
import { LAYOUT_NAMES, type LayoutName } from './layout-names';
import { packages, pkgs } from './pkgs';

const LAYOUTS: Readonly<Record<LayoutName, Layout>> = {
  'by-name': byName,
  'pkgs-by-name': pkgsByName,
  'flat-by-name': flatByName,
  pkgs,
  packages,
};

/** The layout of that name. */
export function layoutNamed(name: LayoutName): Layout {
  return LAYOUTS[name];
}

/** How a repo is laid out, by looking; the narrower layouts are asked first. */
export function recogniseLayout(folders: FolderReader): Layout | undefined {
  return LAYOUT_NAMES.map(layoutNamed).find((layout) => layout.fits(folders));
}

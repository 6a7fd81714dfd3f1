// Why: docs/decisions/layouts.md#which-layout-a-repo-has-that-names-none
/**
 * The layouts that a `nix-repo.json` can name. If it names none, the one that explains all files is
 * taken; where several could, the first in this order is proposed.
 */
export const LAYOUT_NAMES = [
  'by-name',
  'flat-by-name',
  'pkgs-by-name',
  'sets-by-name',
  'nur',
  'pkgs',
  'packages',
] as const;

/** The name of a layout. */
export type LayoutName = (typeof LAYOUT_NAMES)[number];

/** One tree of packages in a repo, as named in its `nix-repo.json`. */
export type LayoutTree = NamedTree | PatternTree;

/** A tree with one of the known layouts. */
export interface NamedTree {
  readonly name: LayoutName;
  /** Path from the repo's folder, with `/` (`''` is that folder). Absent: the layout's default. */
  readonly folder?: string;
  /** The path of the set that contains its packages; absent for top level. */
  readonly set?: string | readonly string[];
}

/** A tree whose files and attributes are described by patterns; see docs/reference/layouts.md. */
export interface PatternTree {
  /** `pkgs/<group>/<name>/default.nix` */
  readonly pattern: string;
  /** `<group>.<name>`; absent: `<name>` */
  readonly attribute?: string;
  /** As in `NamedTree`. */
  readonly set?: string | readonly string[];
}

/** A layout as text for people: `by-name`, `pkgs in python/pkgs`. */
export function layoutText(tree: LayoutTree): string {
  if ('pattern' in tree) return tree.pattern;
  const { name, folder } = tree;
  return folder === undefined ? name : `${name} in ${folder === '' ? '.' : folder}`;
}

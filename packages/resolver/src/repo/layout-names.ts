// Why: docs/decisions/layouts.md#which-layout-a-repo-has-that-names-none
/**
 * The layouts that a `nix-repo.json` can name. If it names none, they are tried in this order:
 * folders called by-name first, because they are unmistakable; `flat-by-name` before
 * `pkgs-by-name`, because its sets look like shards; then `nur`, because a `default.nix` with the
 * formal `pkgs` lists its packages itself, whatever other folders exist.
 */
export const LAYOUT_NAMES = [
  'by-name',
  'flat-by-name',
  'pkgs-by-name',
  'nur',
  'pkgs',
  'packages',
] as const;

/** The name of a layout. */
export type LayoutName = (typeof LAYOUT_NAMES)[number];

/** One tree of packages in a repo, as named in its `nix-repo.json`. */
export interface LayoutTree {
  readonly name: LayoutName;
  /** Path from the repo's folder, with `/` (`''` is that folder). Absent: the layout's default. */
  readonly folder?: string;
  /** The set that contains its packages, as a dotted path; absent for top level. */
  readonly set?: string;
}

/** A layout as text for people: `by-name`, `pkgs in python/pkgs`. */
export function layoutText({ name, folder }: LayoutTree): string {
  return folder === undefined ? name : `${name} in ${folder === '' ? '.' : folder}`;
}

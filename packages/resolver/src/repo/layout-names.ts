// Why: docs/decisions/layouts.md#which-layout-a-repo-has-that-names-none
/**
 * The layouts that a repo can name in its `nix-repo.json`, in the order in which a repo that names
 * none is tried. A flat folder of packages may hold sets, which look like shards, so it comes before
 * them. A folder called by-name is unmistakable; a `default.nix` that takes `pkgs` says itself which
 * packages there are, whatever folders they lie in.
 */
export const LAYOUT_NAMES = [
  'by-name',
  'flat-by-name',
  'pkgs-by-name',
  'nur',
  'pkgs',
  'packages',
] as const;

export type LayoutName = (typeof LAYOUT_NAMES)[number];

/** One tree of packages in a repo, as its `nix-repo.json` names it. */
export interface LayoutTree {
  readonly name: LayoutName;
  /** From the repo's folder, with `/`; `''` is that folder itself. Absent: where the layout has it. */
  readonly folder?: string;
  /** The set that its packages lie in, as a dotted path. */
  readonly set?: string;
}

/** `by-name`, `pkgs in python/pkgs`: for people. */
export function layoutText({ name, folder }: LayoutTree): string {
  return folder === undefined ? name : `${name} in ${folder === '' ? '.' : folder}`;
}

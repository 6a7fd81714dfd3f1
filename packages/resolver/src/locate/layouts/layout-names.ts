/**
 * The layouts that a repo can name in its `nix-repo.json`, in the order in which a repo that names
 * none is tried: a flat folder of packages may hold sets, which look like shards, so it comes first.
 */
export const LAYOUT_NAMES = [
  'by-name',
  'flat-by-name',
  'pkgs-by-name',
  'pkgs',
  'packages',
] as const;

export type LayoutName = (typeof LAYOUT_NAMES)[number];

/**
 * The shard of a package in a by-name layout: the first two letters of its name, in lower case.
 * Reference: nixpkgs' pkgs/by-name/README.md.
 */
export function shardOf(name: string): string {
  return name.slice(0, 2).toLowerCase();
}

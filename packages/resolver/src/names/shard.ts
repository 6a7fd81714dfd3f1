/**
 * The folder of a by-name tree that packages of that name lie in: its first two letters, in lower
 * case. Reference: nixpkgs' pkgs/by-name/README.md.
 */
export function shardOf(name: string): string {
  return name.slice(0, 2).toLowerCase();
}

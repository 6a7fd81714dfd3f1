/** Names that every lambda may ask for and that the registry's package set always has. */
export const AMBIENT = [
  'callPackage',
  'config',
  'extend',
  'lib',
  'newScope',
  'pkgs',
  'system',
] as const;

/** The names that `makeScope` gives a scope of its own: asked for in it, they are the scope's. */
export const AMBIENT_OF_SCOPES: ReadonlySet<string> = new Set([
  'callPackage',
  'newScope',
  'overrideScope',
  'packages',
]);

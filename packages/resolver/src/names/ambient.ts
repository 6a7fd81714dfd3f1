/** The ambient names: every lambda may ask for them, and every registry has them. */
export const AMBIENT = [
  'callPackage',
  'config',
  'extend',
  'lib',
  'newScope',
  'pkgs',
  'system',
] as const;

/** Names that `makeScope` adds to every scope; in a scope, they mean those of the scope. */
export const AMBIENT_OF_SCOPES: ReadonlySet<string> = new Set([
  'callPackage',
  'newScope',
  'overrideScope',
  'packages',
]);

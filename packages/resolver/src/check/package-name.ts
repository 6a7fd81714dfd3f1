/**
 * Names that need no quotes in Nix, a shell, a URL and a file system: the rule of nixpkgs-vet. A
 * package with another name has that in `attributes` of nix-repo.json.
 */
const NAME = /^[A-Za-z_][A-Za-z0-9_-]*$/;

/** Whether a package name can be written everywhere. */
export function isSoundName(name: string): boolean {
  return NAME.test(name);
}

/** The most similar name that can be written everywhere: `foo-2` for `foo@2`; undefined if none. */
export function nearestSound(name: string): string | undefined {
  const near = name
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .replace(/^(?=[0-9])/, '_');
  return isSoundName(near) ? near : undefined;
}

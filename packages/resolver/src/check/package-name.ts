/** Names that need no quotes in a shell, a URL and a file system; in Nix they may: `"7zip"`. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/;

/** Whether a package name can be written everywhere. */
export function isSoundName(name: string): boolean {
  return NAME.test(name);
}

/** The most similar name that can be written everywhere: `foo-2` for `foo@2`; undefined if none. */
export function nearestSound(name: string): string | undefined {
  const near = name.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '');
  return isSoundName(near) ? near : undefined;
}

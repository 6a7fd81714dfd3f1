/** What a shell, a URL's fragment and every file system take as it is; Nix may want quotes: `"7zip"`. */
const NAME = /^[A-Za-z0-9_][A-Za-z0-9_-]*$/;

/** Whether a package can be called that wherever its name is written. */
export function isSoundName(name: string): boolean {
  return NAME.test(name);
}

/** A sound name like it: `foo@2` as `foo-2`. */
export function nearestSound(name: string): string | undefined {
  const near = name.replace(/[^A-Za-z0-9_-]+/g, '-').replace(/^-+|-+$/g, '');
  return isSoundName(near) ? near : undefined;
}

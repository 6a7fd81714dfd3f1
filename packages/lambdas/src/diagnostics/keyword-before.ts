/**
 * The keyword that ends where a path begins: `in/x` is one path for Nix, and no keyword. Not `or`,
 * which Nix takes for a name in such a place.
 */
const KEYWORD = /(?:^|[^\w'.+/-])(assert|else|if|inherit|in|let|rec|then|with)$/;

const longest = ' inherit'.length;

/** That keyword, for the offset of a slash; undefined where there is none. */
export function keywordBefore(text: string, slash: number): string | undefined {
  // Most slashes have no letter before them.
  if (!/[a-z]/.test(text[slash - 1] ?? '')) return undefined;
  return KEYWORD.exec(text.slice(Math.max(0, slash - longest), slash))?.[1];
}

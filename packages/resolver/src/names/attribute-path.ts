import { isKeyword } from '@nx-nix/lambdas';
import { nixString } from '../text/nix-text';

/**
 * The name of a package or set from top level, as a list of attribute names. Its text is the Nix
 * text after `pkgs.`: `python3Packages.python-nix`, `extras."7zip"`. The text is unique, so it is
 * the key of maps and graphs.
 */
export type AttributePath = readonly string[];

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_'-]*$/;

/** An attribute name as Nix text, in quotes only if Nix needs them. */
export function attributeName(name: string): string {
  return IDENTIFIER.test(name) && !isKeyword(name) ? name : nixString(name);
}

/** A path as Nix text; also its key in maps and graphs. */
export function pathText(path: AttributePath): string {
  return path.map(attributeName).join('.');
}

/**
 * Reads the text that `pathText` writes. Unlike Nix, it also accepts names like `7zip` without
 * quotes; names with a dot, a quote or a blank need quotes here, too.
 * @returns undefined if the text is no path
 */
export function parsePath(text: string): AttributePath | undefined {
  const path: string[] = [];
  const part = /("(?:[^"\\]|\\[^])*")|([^\s."]+)/y;
  for (let at = 0; ; at = part.lastIndex + 1) {
    part.lastIndex = at;
    const found = part.exec(text);
    if (!found) return undefined;
    path.push(found[1] === undefined ? found[2]! : unquoted(found[1]));
    if (part.lastIndex === text.length) return path;
    if (text[part.lastIndex] !== '.') return undefined;
  }
}

function unquoted(literal: string): string {
  return literal.slice(1, -1).replace(/\\([^])/g, (_, escaped: string) => {
    return { n: '\n', r: '\r', t: '\t' }[escaped] ?? escaped;
  });
}

/** A path as configuration has it: a text with dots, in which nothing is quoted, or a list. */
export function configuredPath(value: string | readonly string[]): AttributePath {
  return typeof value === 'string' ? value.split('.') : value;
}

/** Orders names by UTF-16 code unit, and so in the same way on every machine. */
export function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Orders paths by their first name, then by the second, and so on. */
export function comparePaths(a: AttributePath, b: AttributePath): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareNames(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/**
 * Attribute paths: how packages are named, as data and as Nix text.
 *
 * A path is a list of attribute names; its text is what one would type after `pkgs.`:
 * `python3Packages.python-nix`, `extras."7zip"`. The text is unique, so it serves as the key of
 * maps and graphs.
 */

import { isKeyword } from '@nx-nix/lambdas';

export type AttributePath = readonly string[];

const IDENTIFIER = /^[A-Za-z_][A-Za-z0-9_'-]*$/;

/** A Nix string literal with that content; nothing in it is interpolated or ends it. */
export function nixString(content: string): string {
  const escaped = content
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('${', '\\${')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t');
  // `$${` is a literal dollar followed by `${` for Nix, so a dollar before `\${` stays harmless.
  return `"${escaped}"`;
}

/** An attribute name as Nix text: bare where Nix takes it bare, quoted and escaped elsewhere. */
export function attributeName(name: string): string {
  return IDENTIFIER.test(name) && !isKeyword(name) ? name : nixString(name);
}

/** A path as Nix text, and the key under which its package is kept. */
export function pathText(path: AttributePath): string {
  return path.map(attributeName).join('.');
}

/**
 * Reads what `pathText` writes. More lenient than Nix in one thing: a name that Nix would want
 * quoted (`7zip`) may stand bare, unless it has a dot, a quote or a blank in it.
 * @returns undefined where the text is no path
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

/** Orders names by code point, the same on every machine. */
export function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Orders paths name by name. */
export function comparePaths(a: AttributePath, b: AttributePath): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const order = compareNames(a[i]!, b[i]!);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

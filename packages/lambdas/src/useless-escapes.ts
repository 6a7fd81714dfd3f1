import type { NamedPlace } from './body';
import type { Syntax } from './syntax';

/**
 * Escapes that stand for just the character they hide: `"\."` is `"."`. Whoever wrote one meant
 * something else (a backslash, a regular expression's `\.`). Not those that keep Nix from
 * something: `$\{` from an interpolation, `''\ ` from taking the blank for indentation.
 */
export function uselessEscapes(syntax: Syntax): readonly NamedPlace[] {
  const escapes = syntax.parser.query('(escape_sequence) @escape').captures(syntax.root);
  return escapes.flatMap(({ node }) => {
    const name = syntax.textOf(node);
    const isAfterDollar = syntax.text[node.startIndex - 1] === '$';
    return isUseless(name, isAfterDollar) ? [{ name, position: syntax.positionOf(node) }] : [];
  });
}

function isUseless(escape: string, isAfterDollar: boolean): boolean {
  const isIndented = escape.startsWith("''");
  if (isIndented && !escape.startsWith("''\\")) return false;
  const character = escape.slice(isIndented ? 3 : 1);
  if (character === '$' || (character === '{' && isAfterDollar)) return false;
  return isIndented ? !/^[nrt'\s]$/.test(character) : !/^[nrt\\"\r]$/.test(character);
}

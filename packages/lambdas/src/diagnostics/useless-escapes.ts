import type { Node } from 'web-tree-sitter';
import type { Syntax } from '../syntax/syntax';

/** The nodes of escapes. */
export const ESCAPE_NODES = '(escape_sequence)';

/**
 * Whether an escape stands for just the character that it hides: `"\."` is `"."`. Whoever wrote one meant
 * something else (a backslash, a regular expression's `\.`). Not those that keep Nix from
 * something: `$\{` from an interpolation, `''\ ` from taking the blank for indentation.
 */
export function isUselessEscape(syntax: Syntax, node: Node): boolean {
  const isAfterDollar = syntax.text[node.startIndex - 1] === '$';
  return isUseless(syntax.textOf(node), isAfterDollar);
}

function isUseless(escape: string, isAfterDollar: boolean): boolean {
  const isIndented = escape.startsWith("''");
  if (isIndented && !escape.startsWith("''\\")) return false;
  const character = escape.slice(isIndented ? 3 : 1);
  if (character === '$' || (character === '{' && isAfterDollar)) return false;
  return isIndented ? !/^[nrt'\s]$/.test(character) : !/^[nrt\\"\r]$/.test(character);
}

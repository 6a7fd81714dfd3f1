import type { Node } from 'web-tree-sitter';
import type { Syntax } from '../syntax/syntax';

/** Query pattern for the nodes that `isUselessEscape` takes. */
export const ESCAPE_NODES = '(escape_sequence)';

/**
 * Whether an escape changes nothing: `"\."` is `"."`. Such an escape is usually a mistake (the
 * author wanted a backslash, as in the regular expression `\.`). Escapes that prevent something are
 * not useless: `$\{` prevents an interpolation, `''\ ` keeps the blank from counting as
 * indentation.
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

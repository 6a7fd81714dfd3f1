import type { Node } from 'web-tree-sitter';
import { isNamePart } from '../syntax/byte-scanner';
import { isKeyword, longestKeyword } from '../syntax/keywords';
import { parentOf, type Syntax } from '../syntax/syntax';

/**
 * Reserved words in the place of a name: `{ with = 1; }`. The grammar accepts them, because it
 * treats a keyword as a name wherever the keyword cannot stand. `or` is also reserved, except as an
 * attribute name and as an argument.
 */
export function* reservedWords({ text, root }: Syntax): Iterable<UnexpectedText> {
  let inherit: number | undefined;
  for (const { index, found } of reservedWordsIn(text)) {
    const isInherited = inherit !== undefined && !/[;={}]/.test(text.slice(inherit, index));
    if (found === 'inherit') inherit = index;
    if (!isInherited && !mayBeName(text, index, found)) continue;
    const node = root.descendantForIndex(index, index + found.length);
    if (node?.type !== 'identifier' || node.startIndex !== index) continue;
    if (found !== 'or' || isMisplacedOr(node)) yield { offset: index, found };
  }
}

/** All reserved words in a text. NOTE: a regular expression would take three times as long. */
function reservedWordsIn(text: string): { readonly index: number; readonly found: string }[] {
  const all: { readonly index: number; readonly found: string }[] = [];
  for (let at = 0; at < text.length; at++) {
    const index = at;
    while (isNamePart(text.charCodeAt(at))) at++;
    if (at === index || at - index > longestKeyword) continue;
    const found = text.slice(index, at);
    if (isKeyword(found)) all.push({ index, found });
  }
  return all;
}

/**
 * Whether a word may be a name, from the characters around it. NOTE: a prefilter, because asking
 * the tree about every `in` and `with` is slow.
 */
function mayBeName(text: string, index: number, found: string): boolean {
  let after = index + found.length;
  while (/\s/.test(text[after] ?? '')) after++;
  let last = index - 1;
  while (/\s/.test(text[last] ?? '')) last--;
  const next = text[after] ?? '';
  const previous = text[last] ?? '';
  if (found === 'or') {
    const isOperand =
      '=([;:,!&|<>+*/?-'.includes(previous) ||
      startsOperand.test(text.slice(Math.max(0, last - 6), last + 1));
    return ',?:@}'.includes(next) || isOperand;
  }
  return '=.;,?:@}'.includes(next) || previous === '.' || previous === '?';
}

/** Matches a keyword after which an operand begins. */
const startsOperand = /(?:^|[^\w'-])(?:assert|else|if|in|then|with)$/;

/** NOTE: Nix accepts `f or`, as `f` applied to a variable with the name `or`. */
function isMisplacedOr(word: Node): boolean {
  const parent = parentOf(word);
  if (parent?.type === 'formal' || parent?.type === 'function_expression') return true;
  const user = parent?.type === 'variable_expression' ? parentOf(parent) : undefined;
  return user !== undefined && user.childForFieldName('argument')?.id !== parent?.id;
}

/** The place where a text stops being valid Nix: its offset, the text there, what was expected. */
export interface UnexpectedText {
  readonly offset: number;
  readonly found: string;
  readonly expected?: string;
}

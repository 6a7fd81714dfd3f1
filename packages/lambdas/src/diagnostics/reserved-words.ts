import type { Node } from 'web-tree-sitter';
import { isNamePart, isNameStart } from '../syntax/byte-scanner';
import { isKeyword, longestKeyword } from '../syntax/keywords';
import { endOfBlanks } from '../syntax/blanks';
import { children, field, parentOf, type Syntax } from '../syntax/syntax';

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
    const stop = found === 'or' ? misplacedOr(text, node) : node;
    if (stop) yield { offset: stop.startIndex, found: text.slice(stop.startIndex, stop.endIndex) };
  }
}

/** All reserved words in a text. NOTE: a regular expression would take three times as long. */
function reservedWordsIn(text: string): { readonly index: number; readonly found: string }[] {
  const all: { readonly index: number; readonly found: string }[] = [];
  for (let at = 0; at < text.length; at++) {
    if (!isNameStart(text.charCodeAt(at))) continue;
    const index = at;
    while (isNamePart(text.charCodeAt(at))) at++;
    if (at - index > longestKeyword) continue;
    const found = text.slice(index, at);
    if (isKeyword(found)) all.push({ index, found });
  }
  return all;
}

/**
 * Whether a word may be a name, from what is around it. NOTE: a prefilter, because asking the tree
 * about every `in` and `with` is slow.
 */
function mayBeName(text: string, index: number, found: string): boolean {
  const next = text[endOfSpace(text, index + found.length)] ?? '';
  const last = lastBefore(text, index);
  if (last === undefined) return true;
  const previous = text[last] ?? '';
  if (found !== 'or') return '=.;,?:@}'.includes(next) || previous === '.' || previous === '?';
  const isOperand =
    '=({[;:,!&|<>+*/?-'.includes(previous) ||
    startsOperand.test(text.slice(Math.max(0, last - 6), last + 1));
  return ',?:@}.'.includes(next) || isOperand;
}

/**
 * The offset of the last character before a word that is neither white space nor in a comment;
 * undefined where a comment may stand between, as comments cannot be passed over backwards.
 */
function lastBefore(text: string, index: number): number | undefined {
  let last = index - 1;
  let isFirst = true;
  while (last >= 0 && ' \t\r\n'.includes(text[last]!)) {
    if (isFirst && (text[last] === '\n' || text[last] === '\r')) isFirst = false;
    last--;
  }
  if (text[last] === '/' && text[last - 1] === '*') return undefined;
  if (isFirst) return last;
  return text.slice(text.lastIndexOf('\n', last) + 1, last).includes('#') ? undefined : last;
}

/** As `endOfBlanks`, and faster where no comment follows. */
function endOfSpace(text: string, from: number): number {
  let at = from;
  while (' \t\r\n'.includes(text[at] ?? '.')) at++;
  return text[at] === '#' || text[at] === '/' ? endOfBlanks(text, at) : at;
}

/** Matches what may be a keyword behind which an operand begins; behind an `or`, none does. */
const startsOperand = /(?:^|[^a-zA-Z_])(?:assert|else|if|in|or|then|with)$/;

/**
 * Where Nix stops at an `or` that is a name for the grammar; undefined where Nix reads a name.
 *
 * NOTE: Nix knows a variable `or` only right behind a simple expression, which is then applied to
 * it: `f or`, `f a or` (this is `f (a or)`), `[ f or ]`. Behind that nothing may be selected, and
 * no second `or` follows.
 */
function misplacedOr(text: string, word: Node): Node | undefined {
  const variable = parentOf(word);
  if (variable?.type === 'formal' || variable?.type === 'function_expression') return word;
  if (variable?.type !== 'variable_expression') return undefined;
  let operand = variable;
  let user = parentOf(operand);
  let dot: Node | undefined;
  if (user?.type === 'select_expression' && field(user, 'expression')?.id === operand.id) {
    dot = user.children.find((child) => child?.type === '.') ?? undefined;
    operand = user;
    user = parentOf(operand);
  }
  const before = user && operandBefore(user, operand);
  return before && mayBeApplied(text, before) ? dot : word;
}

/** What stands before an argument, or before an element of a list. */
function operandBefore(user: Node, operand: Node): Node | undefined {
  if (user.type === 'list_expression') {
    const elements = children(user);
    return elements[elements.findIndex(({ id }) => id === operand.id) - 1];
  }
  const isArgument = user.type === 'apply_expression' && field(user, 'argument')?.id === operand.id;
  return isArgument ? field(user, 'function') : undefined;
}

/** Whether an expression ends in one that Nix would apply to an `or` behind it. */
function mayBeApplied(text: string, expression: Node): boolean {
  let last: Node | undefined = expression;
  while (last?.type === 'apply_expression' || last?.type === 'select_expression') {
    last = field(last, last.type === 'apply_expression' ? 'argument' : 'default');
  }
  return last !== undefined && text.slice(last.startIndex, last.endIndex) !== 'or';
}

/** The place where a text stops being valid Nix: its offset, the text there, what was expected. */
export interface UnexpectedText {
  readonly offset: number;
  readonly found: string;
  readonly expected?: string;
}

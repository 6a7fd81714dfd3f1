import type { Node } from 'web-tree-sitter';
import type { Diagnostic } from '../model/reading';
import { reservedWords, type UnexpectedText } from './reserved-words';
import { endOfBlanks } from '../syntax/blanks';
import { endOfText, field, isInsideText, parentOf, type Syntax } from '../syntax/syntax';
type SyntaxError = Extract<Diagnostic, { kind: 'syntax-error' }>;

/**
 * The first place that Nix's parser would reject, or undefined. Only the first, like Nix: after the
 * first error, a parser can only guess.
 */
export function firstSyntaxError(syntax: Syntax): SyntaxError | undefined {
  const stops = [
    ...forbiddenCharacters(syntax),
    ...nulInString(syntax),
    ...wrongBridges(syntax),
    ...urisForParameters(syntax),
    ...reservedWords(syntax),
    ...(syntax.root.hasError ? unexpectedToken(syntax) : []),
    ...emptyFile(syntax),
  ];
  const first = stops.sort((a, b) => a.offset - b.offset)[0];
  if (!first) return undefined;
  const { offset, found, ...rest } = first;
  return {
    kind: 'syntax-error',
    position: syntax.at(offset),
    found: textForMessage(syntax, found),
    ...rest,
  };
}

/** Text for a message. In a file that is not UTF-8, bytes above 0x7f are written as `0xff`. */
function textForMessage({ source }: Syntax, found: string): string {
  if (source.encoding === 'utf8') return found;
  return found.replace(/[\x80-\xff]/g, (byte) => `0x${byte.charCodeAt(0).toString(16)}`);
}

/**
 * Characters that only the grammar accepts: it reads vertical tab and form feed as white space,
 * and ignores a byte order mark. Nix rejects all three.
 */
function* forbiddenCharacters({ text, root }: Syntax): Iterable<UnexpectedText> {
  for (const { index, 0: found } of text.matchAll(/[\v\f]|^\ufeff/g)) {
    const isSpace = found !== '\ufeff';
    if (!isSpace || !isInsideText(root, index)) yield { offset: index, found: printable(found) };
  }
}

/**
 * The first NUL outside of comments. In a string, only newer versions of Nix reject it; the newer
 * rule is used here.
 */
function* nulInString({ text, root }: Syntax): Iterable<UnexpectedText> {
  for (let at = text.indexOf('\0'); at >= 0;) {
    const node = root.descendantForIndex(at, at + 1);
    if (node?.type !== 'comment') return yield { offset: at, found: printable('\0') };
    at = text.indexOf('\0', node.endIndex);
  }
}

/** Places where `bridge` replaced text that is not the construct it was taken for. */
function* wrongBridges({ bridged, text, root }: Syntax): Iterable<UnexpectedText> {
  for (const offset of bridged.commas) {
    if (!isTrailingComma(root, offset)) yield { offset, found: ',' };
  }
  // NOTE: skip to the end of a string, as it may hold thousands and a look at the tree is slow.
  let free = 0;
  for (const offset of bridged.operators) {
    if (offset < free) continue;
    free = endOfText(root, offset);
    if (offset < free) continue;
    const node = root.descendantForIndex(offset, offset + 2);
    const isOperator = node?.type === '||' && !mixesPipes(text, node);
    if (!isOperator) yield { offset, found: text.slice(offset, offset + 2) };
  }
  for (const offset of bridged.inherits) {
    const node = root.descendantForIndex(offset, offset + 1);
    const isBinding = node?.type === 'identifier' && parentOf(node)?.type === 'attrpath';
    if (!isBinding && !isInsideText(root, offset)) yield { offset, found: 'inherit' };
  }
}

/** In `{ a }@args:x`, Nix reads `args:x` as a URI; the grammar reads a parameter. */
function* urisForParameters({ text, root }: Syntax): Iterable<UnexpectedText> {
  for (const { index, 0: found, 1: uri } of text.matchAll(
    /@\s*([a-zA-Z][a-zA-Z0-9-]*:[\w%/?:@&=+$,.!~*'-]+)/g,
  )) {
    const offset = index + found.length - (uri?.length ?? 0);
    const node = root.descendantForIndex(offset, offset + 1);
    if (node && parentOf(node)?.type === 'function_expression')
      yield { offset, found: (uri ?? '').slice(0, 40) };
  }
}

/** `{ a, }` and `{ a ? 1, }`, not `{ , }` or `{ ..., }`; also any comma in a string or comment. */
function isTrailingComma(root: Node, offset: number): boolean {
  const around = root.descendantForIndex(offset);
  if (around?.type !== 'formals') return isInsideText(root, offset);
  return field(around, 'formal') !== undefined && field(around, 'ellipses') === undefined;
}

/** Whether the operators of `a |> b <| c` are mixed without parentheses, which Nix rejects. */
function mixesPipes(text: string, operator: Node): boolean {
  const own = text.slice(operator.startIndex, operator.endIndex);
  const left = parentOf(operator)?.childForFieldName('left');
  const inner = left?.type === 'binary_expression' ? left.childForFieldName('operator') : undefined;
  if (!inner) return false;
  const other = text.slice(inner.startIndex, inner.endIndex);
  return (other === '|>' || other === '<|') && other !== own;
}

function* emptyFile({ root, text }: Syntax): Iterable<UnexpectedText> {
  if (!root.hasError && !field(root, 'expression')) {
    yield { offset: text.length, found: '', expected: 'an expression' };
  }
}

/** The place where the parser itself stopped. */
function* unexpectedToken(syntax: Syntax): Iterable<UnexpectedText> {
  const { parser, bridged, root, text } = syntax;
  const unexpected = parser.firstUnexpectedToken(bridged.text);
  if (!unexpected) return;
  const unclosed = unclosedString(text, unexpected.tokenEnd);
  if (unclosed) return yield unclosed;

  const offset = endOfBlanks(bridged.text, unexpected.tokenEnd);
  const token = unexpected.token === 'ERROR' ? [...text.slice(offset)][0] : undefined;
  const found = printable(token ?? tokenAt(text, offset));
  const missing = missingBetween(root, unexpected.tokenEnd, offset);
  const expected = missing && (missingNames[missing] ?? `"${missing}"`);
  yield { offset, found, ...(expected && { expected }) };
}

const missingNames: Readonly<Record<string, string>> = {
  expression: 'an expression',
  identifier: 'a name',
  path_fragment: 'a path',
  keyword: 'a keyword',
};

/**
 * A string that is never closed. NOTE: the scanner of the grammar stops right after the opening
 * quotes. That is kept, because it helps more than the end of the file, which Nix reports.
 */
function unclosedString(text: string, offset: number): UnexpectedText | undefined {
  const quotes = /(?:"|'')$/.exec(text.slice(Math.max(0, offset - 2), offset))?.[0];
  if (!quotes || !neverCloses(text, quotes, offset)) return undefined;
  return { offset: offset - quotes.length, found: quotes, expected: `closing ${quotes}` };
}

function neverCloses(text: string, quotes: string, from: number): boolean {
  const rest = text.slice(from);
  return !(quotes === '"' ? /(?<!\\)"/ : /''(?![$'\\])/).test(rest);
}

function tokenAt(text: string, offset: number): string {
  return (
    /^(?:[\w'-]+|\$\{|[<>=!]=|\.\.\.|->|\+\+|\/\/|\/\*|&&|\|\||''|[^])/.exec(
      text.slice(offset, offset + 40),
    )?.[0] ?? ''
  );
}

function printable(found: string): string {
  return found
    .replace(/\p{Cc}|\ufeff/gu, (character) => {
      return `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
    })
    .slice(0, 40);
}

/** The type of the missing token that the parser inserted between two offsets. */
function missingBetween(root: Node, from: number, to: number): string | undefined {
  const pending: { readonly node: Node; readonly above?: Node }[] = [{ node: root }];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const { node, above } = next;
    if (node.isMissing) {
      const isHere = node.startIndex >= from && node.startIndex <= to;
      const isExpression = above?.type === 'variable_expression';
      if (isHere) return isExpression ? 'expression' : node.type;
    }
    const inner = node.hasError ? node.children : [];
    for (const child of inner.toReversed()) {
      if (child && child.startIndex <= to && child.endIndex >= from)
        pending.push({ node: child, above: node });
    }
  }
  return undefined;
}

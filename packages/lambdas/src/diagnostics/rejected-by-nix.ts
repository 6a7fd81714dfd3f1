import { keywordBefore } from './keyword-before';
import type { Node, QueryCapture } from 'web-tree-sitter';
import { rejectedAttributes } from './duplicate-attributes';
import type { Diagnostic } from '../model/reading';
import { prefilterOf, type Prefilter } from './prefilter';
import { children, field, operatorOf, parentOf, type Syntax } from '../syntax/syntax';

/**
 * Diagnostics for code that the grammar accepts and Nix rejects: names defined or destructured
 * twice, computed names in let and inherit, comparisons in a row, paths that end in a slash,
 * numbers out of range. Undefined variables are not included, although Nix finds them while
 * parsing.
 */
export function rejections(
  syntax: Syntax,
  prefilter: Prefilter = prefilterOf(syntax.text),
): Diagnostic[] {
  const source = querySource(prefilter);
  if (source === '') return [];
  return syntax.parser
    .query(source)
    .captures(syntax.root)
    .flatMap((capture) => [...rejectionsAt(syntax, capture)]);
}

const sets = `(attrset_expression (binding_set) @bindings) (rec_attrset_expression (binding_set) @bindings)
  (let_attrset_expression (binding_set) @bindings) (let_expression (binding_set) @let)`;
const functions = '(function_expression formals: (formals)) @function';

/**
 * NOTE: operators alone, not with what is around them: of an operation, a query remembers that it
 * began until it meets the operator, and thousands in a row would all be remembered at once.
 */
const comparisons = '["==" "!=" "<" "<=" ">" ">="] @comparison';
const paths = '(path_expression) @path (hpath_expression) @path';
const divided = '"/" @divide';
const numbers = '(integer_expression) @integer (float_expression) @float';

/** NOTE: each pattern makes a query slower, so only those that the prefilter asks for are used. */
function querySource(prefilter: Prefilter): string {
  return [
    prefilter.mayBindTwice ? sets : '',
    prefilter.mayRepeatFormals ? functions : '',
    prefilter.mayCompareInARow ? comparisons : '',
    prefilter.mayHaveBadPath ? paths : '',
    prefilter.mayHaveBadNumber ? numbers : '',
    prefilter.mayAskForPath ? divided : '',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function* rejectionsAt(syntax: Syntax, { name, node }: QueryCapture): Iterable<Diagnostic> {
  if (name === 'function') return yield* duplicateFormals(syntax, node);
  if (name === 'bindings' || name === 'let') {
    for (const { offset, reason } of rejectedAttributes(syntax, node, name === 'let')) {
      yield rejection(syntax, offset, attributeAt(syntax.text, offset), reason);
    }
    return;
  }
  if (name === 'divide') return yield* pathInPlaceOfName(syntax, node.startIndex);
  const text = syntax.textOf(node);
  const reject = (reason: string): Diagnostic => rejection(syntax, node.startIndex, text, reason);
  if (name === 'comparison' && isInARow(syntax, node))
    yield reject('comparisons in a row need parentheses');
  if (name === 'path' && hasTwoSlashes(syntax, node))
    yield reject('a path cannot hold two slashes in a row');
  else if (name === 'path' && text.endsWith('/')) yield reject('a path cannot end in a slash');
  else if (name === 'path') yield* pathWithKeyword(syntax, node.startIndex, text);
  if (name === 'integer' && BigInt(text) >= 2n ** 63n) yield reject('the number is too large');
  if (name === 'float' && !Number.isFinite(Number(text))) yield reject('the number is too large');
}

/** Whether the left side of a comparison is another one of the same sort. */
function isInARow(syntax: Syntax, operator: Node): boolean {
  const around = parentOf(operator);
  const left = around?.type === 'binary_expression' ? field(around, 'left') : undefined;
  const inner = left && operatorOf(syntax, left);
  return inner !== undefined && isOrder(inner) === isOrder(syntax.textOf(operator));
}

/** True for a comparison by size, false for one that asks whether things are equal. */
function isOrder(operator: string): boolean | undefined {
  if (operator === '==' || operator === '!=') return false;
  return /^[<>]=?$/.test(operator) ? true : undefined;
}

/** In `let a = 1; in/x`, Nix reads the path `in/x`; the grammar reads a keyword and the path `/x`. */
function* pathWithKeyword(syntax: Syntax, start: number, path: string): Iterable<Diagnostic> {
  const keyword = path.startsWith('/') ? keywordBefore(syntax.text, start) : undefined;
  if (keyword === undefined) return;
  const reason = `a slash behind \`${keyword}\` makes a path of both: put a space between them`;
  yield rejection(syntax, start - keyword.length, `${keyword}${path}`, reason);
}

/** In `a ? b/c`, Nix reads the path `b/c`; the grammar reads a name and a division. */
function* pathInPlaceOfName(syntax: Syntax, slash: number): Iterable<Diagnostic> {
  const { text } = syntax;
  if (!/[\w.+-]/.test(text[slash + 1] ?? '')) return;
  const before = /[\w.+-]*$/.exec(text.slice(Math.max(0, slash - 80), slash))![0];
  const start = slash - before.length;
  const [path] = /^[\w.+\-/]+/.exec(text.slice(start, start + 120))!;
  yield rejection(syntax, start, path, 'a path cannot stand where a name is asked for');
}

function rejection(syntax: Syntax, offset: number, found: string, reason: string): Diagnostic {
  const oneLine = found.replace(/\s+/g, ' ').slice(0, 40);
  return { kind: 'syntax-error', position: syntax.at(offset), found: oneLine, reason };
}

/** Whether a path has two slashes in a row; interpolations are not part of the path's text. */
function hasTwoSlashes(syntax: Syntax, path: Node): boolean {
  if (!syntax.textOf(path).includes('//')) return false;
  const fragments = children(path).filter(({ type }) => type !== 'interpolation');
  return fragments.some((fragment) => syntax.textOf(fragment).includes('//'));
}

function attributeAt(text: string, offset: number): string {
  return (
    /^(?:"(?:[^"\\]|\\.)*"|\$\{[^}]*\}|[\w'-]+)/.exec(text.slice(offset, offset + 80))?.[0] ?? ''
  );
}

/** Formals of the same name, as in `{ a, a }` and `a@{ a }`. */
function* duplicateFormals(syntax: Syntax, fn: Node): Iterable<Diagnostic> {
  const first = new Map<string, Node>();
  const formals = field(fn, 'formals');
  const universal = field(fn, 'universal');
  if (!formals) return;
  const named = children(formals).filter((child) => child.type === 'formal');
  const names = named.map((formal) => field(formal, 'name') ?? formal);
  for (const node of universal ? [...names, universal].sort(byPlace) : names) {
    const name = syntax.textOf(node);
    const earlier = first.get(name);
    const position = syntax.positionOf(node);
    if (!earlier) first.set(name, node);
    else yield { kind: 'duplicate-formal', position, name, first: syntax.positionOf(earlier) };
  }
}

function byPlace(a: Node, b: Node): number {
  return a.startIndex - b.startIndex;
}

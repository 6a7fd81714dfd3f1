import type { Node, QueryCapture } from 'web-tree-sitter';
import { refusedAttributes } from './duplicate-attributes';
import type { Flaw } from '../model/reading';
import { suspicionOf, type Suspicion } from './prefilter';
import { children, field, type Syntax } from '../syntax/syntax';

/**
 * What Nix refuses to parse although the grammar takes it: names defined or destructured twice,
 * computed names in let and inherit, comparisons in a row, paths that end in a slash, numbers out
 * of range. Undefined variables are not looked for, although Nix finds them while parsing.
 */
export function refusals(syntax: Syntax, suspicion: Suspicion = suspicionOf(syntax.text)): Flaw[] {
  const source = querySource(suspicion);
  if (source === '') return [];
  return syntax.parser
    .query(source)
    .captures(syntax.root)
    .flatMap((capture) => [...refusalsAt(syntax, capture)]);
}

const sets = `(attrset_expression (binding_set) @bindings) (rec_attrset_expression (binding_set) @bindings)
  (let_attrset_expression (binding_set) @bindings) (let_expression (binding_set) @let)`;
const functions = '(function_expression formals: (formals)) @function';

const comparisons = `(binary_expression left: (binary_expression operator: ["==" "!="]) operator: ["==" "!="] @again)
  (binary_expression left: (binary_expression operator: ["<" "<=" ">" ">="]) operator: ["<" "<=" ">" ">="] @again)`;
const paths = '(path_expression) @path (hpath_expression) @path';
const divided = '(binary_expression operator: "/" @divide)';
const numbers = '(integer_expression) @integer (float_expression) @float';

/** NOTE: a query costs by what it asks for; the rare questions are asked where the text gives cause. */
function querySource(suspicion: Suspicion): string {
  return [
    suspicion.mayBindTwice ? sets : '',
    suspicion.mayRepeatFormals ? functions : '',
    suspicion.mayCompareInARow ? comparisons : '',
    suspicion.mayHaveBadPath ? paths : '',
    suspicion.mayHaveBadNumber ? numbers : '',
    suspicion.mayAskForPath ? divided : '',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function* refusalsAt(syntax: Syntax, { name, node }: QueryCapture): Iterable<Flaw> {
  if (name === 'function') return yield* duplicateFormals(syntax, node);
  if (name === 'bindings' || name === 'let') {
    for (const { offset, reason } of refusedAttributes(syntax, node, name === 'let')) {
      yield refusal(syntax, offset, attributeAt(syntax.text, offset), reason);
    }
    return;
  }
  if (name === 'divide') return yield* pathInPlaceOfName(syntax, node.startIndex);
  const text = syntax.textOf(node);
  const refuse = (reason: string): Flaw => refusal(syntax, node.startIndex, text, reason);
  if (name === 'again') yield refuse('comparisons in a row need parentheses');
  if (name === 'path' && hasTwoSlashes(syntax, node))
    yield refuse('a path cannot hold two slashes in a row');
  else if (name === 'path' && text.endsWith('/')) yield refuse('a path cannot end in a slash');
  if (name === 'integer' && BigInt(text) >= 2n ** 63n) yield refuse('the number is too large');
  if (name === 'float' && !Number.isFinite(Number(text))) yield refuse('the number is too large');
}

/** A slash with something behind it begins a path for Nix, or goes on with one: `a ? b/c`. */
function* pathInPlaceOfName(syntax: Syntax, slash: number): Iterable<Flaw> {
  const { text } = syntax;
  if (!/[\w.+-]/.test(text[slash + 1] ?? '')) return;
  const before = /[\w.+-]*$/.exec(text.slice(Math.max(0, slash - 80), slash))![0];
  const start = slash - before.length;
  const [path] = /^[\w.+\-/]+/.exec(text.slice(start, start + 120))!;
  yield refusal(syntax, start, path, 'a path cannot stand where a name is asked for');
}

function refusal(syntax: Syntax, offset: number, found: string, reason: string): Flaw {
  const oneLine = found.replace(/\s+/g, ' ').slice(0, 40);
  return { kind: 'syntax-error', position: syntax.at(offset), found: oneLine, reason };
}

/** What stands in an interpolation is no part of the path. */
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

/** `{ a, a }` and `a@{ a }`. */
function* duplicateFormals(syntax: Syntax, fn: Node): Iterable<Flaw> {
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

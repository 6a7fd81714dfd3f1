import type { Node, QueryCapture } from 'web-tree-sitter';
import { refusedAttributes } from './duplicate-attributes';
import type { Flaw } from './reading';
import { mayBindTwice, mayRepeatFormals, repeatsWord } from './suspicion';
import { children, field, type Syntax } from './syntax';

/**
 * What Nix refuses to parse although the grammar takes it: names defined or destructured twice,
 * computed names in let and inherit, comparisons in a row, paths that end in a slash, numbers out
 * of range. Undefined variables are not looked for, although Nix finds them while parsing.
 */
export function refusals(syntax: Syntax): Flaw[] {
  const source = querySource(syntax.text);
  if (source === '') return [];
  return syntax.parser
    .query(source)
    .captures(syntax.root)
    .flatMap((capture) => [...refusalsAt(syntax, capture)]);
}

const comparisons = `(binary_expression left: (binary_expression operator: ["==" "!="]) operator: ["==" "!="] @again)
  (binary_expression left: (binary_expression operator: ["<" "<=" ">" ">="]) operator: ["<" "<=" ">" ">="] @again)`;
const paths = '(path_expression) @path (hpath_expression) @path';
const numbers = '(integer_expression) @integer (float_expression) @float';

/** NOTE: a query costs by what it asks for; the rare questions are asked where the text gives cause. */
function querySource(text: string): string {
  return [
    mayBindTwice(text) ? '(binding_set) @bindings' : '',
    mayRepeatFormals(text) ? '(formals) @formals' : '',
    /[=!]=[^]*[=!]=|[<>][^]*[<>]/.test(text) ? comparisons : '',
    /\/[\s;)\]},]|\/$|\/[\w.+}-]*\/\//.test(text) ? paths : '',
    /\d{19}|[eE][+-]?\d{3}/.test(text) ? numbers : '',
  ]
    .filter((part) => part !== '')
    .join('\n');
}

function* refusalsAt(syntax: Syntax, { name, node }: QueryCapture): Iterable<Flaw> {
  if (name === 'formals') yield* duplicateFormals(syntax, node);
  if (name === 'bindings' && mayBindTwice(syntax.textOf(node))) {
    for (const { offset, reason } of refusedAttributes(syntax, node)) {
      yield refusal(syntax, offset, attributeAt(syntax.text, offset), reason);
    }
  }
  if (name === 'bindings' || name === 'formals') return;
  const text = syntax.textOf(node);
  const refuse = (reason: string): Flaw => refusal(syntax, node.startIndex, text, reason);
  if (name === 'again') yield refuse('comparisons in a row need parentheses');
  if (name === 'path' && hasTwoSlashes(syntax, node))
    yield refuse('a path cannot hold two slashes in a row');
  else if (name === 'path' && text.endsWith('/')) yield refuse('a path cannot end in a slash');
  if (name === 'integer' && BigInt(text) >= 2n ** 63n) yield refuse('the number is too large');
  if (name === 'float' && !Number.isFinite(Number(text))) yield refuse('the number is too large');
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
function* duplicateFormals(syntax: Syntax, formals: Node): Iterable<Flaw> {
  const first = new Map<string, Node>();
  // From what stands before an `@` to what stands after one.
  const fn = syntax.text.slice(Math.max(0, formals.startIndex - 80), formals.endIndex + 80);
  if (!fn.includes('@') && !repeatsWord(syntax.textOf(formals))) return;
  const universal = formals.parent && field(formals.parent, 'universal');
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

import type { Node } from 'web-tree-sitter';
import { decode } from '../syntax/decode';
import { parseDiagnostics } from '../diagnostics/diagnostics';
import type { NixParser } from '../syntax/parser';
import type { Position } from '../model/reading';
import { rootExpression } from '../syntax/root';
import { attributeName } from '../syntax/string-literal';
import {
  children,
  field,
  operatorOf,
  withoutParentheses,
  withSyntax,
  type Syntax,
} from '../syntax/syntax';

/** A set of a group that is written out and has nothing in it. */
export interface EmptySet {
  /** Attribute path inside of the group; empty for the group itself. */
  readonly path: readonly string[];
  /** Where its name stands. */
  readonly position: Position;
}

/** Deeper ones nobody writes, and recursion must end. */
const deepest = 100;

/** The sets of a group file that are empty in its text: `{ ... }: { tools = { }; }`. */
export function readEmptySets(parser: NixParser, bytes: Uint8Array): readonly EmptySet[] {
  return withSyntax(parser, decode(bytes), (syntax) => {
    const root = rootExpression(syntax.root);
    if (!root || parseDiagnostics(syntax).length > 0) return [];
    let body = innermost(root);
    while (body.type === 'function_expression') {
      const inner = field(body, 'body');
      if (!inner) return [];
      body = innermost(inner);
    }
    return emptyIn(syntax, body, { path: [], position: syntax.positionOf(body) });
  });
}

function emptyIn(syntax: Syntax, value: Node, at: EmptySet): readonly EmptySet[] {
  const set = innermost(value);
  if (at.path.length > deepest) return [];
  if (operatorOf(syntax, set) === '//') {
    // Either side alone may well be empty.
    const isOther = (found: EmptySet): boolean => found.path.length > at.path.length;
    const sides = [field(set, 'left'), field(set, 'right')].filter((side) => side !== undefined);
    return sides.flatMap((side) => emptyIn(syntax, side, at)).filter(isOther);
  }
  if (set.type !== 'attrset_expression' && set.type !== 'rec_attrset_expression') return [];
  const list = children(set).find(({ type }) => type === 'binding_set');
  const bindings = (list ? children(list) : []).filter((one) => !syntax.isBridgedInherit(one));
  if (bindings.length === 0) return [at];
  return bindings.flatMap((binding) => emptyInBinding(syntax, binding, at));
}

/** Looks through what stands before a set without changing it: parentheses, let, with, assert. */
function innermost(expression: Node): Node {
  let inner = withoutParentheses(expression);
  while (/^(let|with|assert)_expression$/.test(inner.type)) {
    const body = field(inner, 'body');
    if (!body) break;
    inner = withoutParentheses(body);
  }
  return inner;
}

function emptyInBinding(syntax: Syntax, binding: Node, at: EmptySet): readonly EmptySet[] {
  const path = field(binding, 'attrpath');
  const value = field(binding, 'expression');
  if (binding.type !== 'binding' || !path || !value) return [];
  const names = children(path).map((attribute) => attributeName(syntax, attribute));
  if (names.some((name) => name === undefined)) return [];
  const position = syntax.positionOf(binding);
  return emptyIn(syntax, value, { path: [...at.path, ...(names as string[])], position });
}

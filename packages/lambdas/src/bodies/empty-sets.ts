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

/** An empty attribute set literal in a group. */
export interface EmptySet {
  /** Attribute path inside the group; empty for the group itself. */
  readonly path: readonly string[];
  /** Position of its name. */
  readonly position: Position;
}

/** Limits the recursion; real files do not nest sets so deeply. */
const maxDepth = 100;

/** Finds the empty set literals of a group file: `tools` in `{ ... }: { tools = { }; }`. */
export function readEmptySets(parser: NixParser, bytes: Uint8Array): readonly EmptySet[] {
  return withSyntax(
    parser,
    decode(bytes),
    (syntax) => {
      const root = rootExpression(syntax.root);
      if (!root || parseDiagnostics(syntax).length > 0) return [];
      let body = innermost(root);
      while (body.type === 'function_expression') {
        const inner = field(body, 'body');
        if (!inner) return [];
        body = innermost(inner);
      }
      return emptyIn(syntax, body, { path: [], position: syntax.positionOf(body) });
    },
    () => [],
  );
}

function emptyIn(syntax: Syntax, value: Node, at: EmptySet): readonly EmptySet[] {
  const set = innermost(value);
  if (at.path.length > maxDepth) return [];
  if (operatorOf(syntax, set) === '//') {
    // One side of `//` may be empty on purpose, so only the sets nested in it count.
    const isNested = (found: EmptySet): boolean => found.path.length > at.path.length;
    return sidesOf(syntax, set)
      .flatMap((side) => emptyIn(syntax, side, at))
      .filter(isNested);
  }
  if (set.type !== 'attrset_expression' && set.type !== 'rec_attrset_expression') return [];
  const list = children(set).find(({ type }) => type === 'binding_set');
  const bindings = (list ? children(list) : []).filter(
    (binding) => !syntax.isBridgedInherit(binding),
  );
  if (bindings.length === 0) return [at];
  return bindings.flatMap((binding) => emptyInBinding(syntax, binding, at));
}

/**
 * The expressions that `//` puts together, in text order. NOTE: a stack, as a union may have
 * thousands.
 */
function sidesOf(syntax: Syntax, union: Node): readonly Node[] {
  const sides: Node[] = [];
  const pending = [union];
  for (let next = pending.pop(); next; next = pending.pop()) {
    const side = innermost(next);
    const isUnion = operatorOf(syntax, side) === '//';
    const parts = isUnion ? [field(side, 'right'), field(side, 'left')] : [];
    if (isUnion) pending.push(...parts.filter((part) => part !== undefined));
    else sides.push(side);
  }
  return sides;
}

/** The expression inside of parentheses, `let`, `with` and `assert`, whose value is the same. */
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

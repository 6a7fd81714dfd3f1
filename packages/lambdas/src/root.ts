import type { Node } from 'web-tree-sitter';
import type { Delegate } from './reading';
import { callOf, field, withoutParentheses, type Syntax } from './syntax';

/** The expression of a whole file, undefined where it is empty or broken from the start. */
export function rootExpression(root: Node): Node | undefined {
  return field(root, 'expression');
}

/** Looks through what stands before a value without changing what it is: `( )`, let, with, assert. */
export function innermost(expression: Node): Node {
  let inner = withoutParentheses(expression);
  while (transparent.has(inner.type)) {
    const body = field(inner, 'body');
    if (!body) break;
    inner = withoutParentheses(body);
  }
  return inner;
}

const transparent = new Set(['let_expression', 'with_expression', 'assert_expression']);

/** Looks below `count` parameters, or as many as there are; `left` tells how many there were not. */
export function belowParameters(
  expression: Node,
  count: number,
): { readonly inner: Node; readonly left: number } {
  let inner = innermost(expression);
  let left = count;
  for (; left > 0 && inner.type === 'function_expression'; left--) {
    const body = field(inner, 'body');
    if (!body) break;
    inner = innermost(body);
  }
  return { inner, left };
}

/** `import ./file.nix a b`, undefined for every other expression and for computed paths. */
export function delegateOf(syntax: Syntax, expression: Node): Delegate | undefined {
  const { head, args } = callOf(expression);
  if (head.type !== 'variable_expression' || syntax.textOf(head) !== 'import') return undefined;
  const file = args[0] && literalPath(syntax, args[0]);
  if (file === undefined) return undefined;
  return { file, position: syntax.positionOf(expression), applied: args.length - 1 };
}

/** A path as written, undefined where parts of it are computed or it lies elsewhere (`~/x`, `<x>`). */
export function literalPath(syntax: Syntax, node: Node): string | undefined {
  const path = withoutParentheses(node);
  if (path.type !== 'path_expression') return undefined;
  return path.namedChildren.some((part) => part?.type === 'interpolation')
    ? undefined
    : syntax.textOf(path);
}

import type { Node } from 'web-tree-sitter';
import type { Scope } from './scope';
import { setPaths } from './set-path';
import { children, field, withoutParentheses, type Syntax } from '../syntax/syntax';

/** Whether a binding of a let only gives a path in a package set another name. */
export function isAlias(syntax: Syntax, binding: Node, scope: Scope): boolean {
  const source = field(binding, 'expression');
  if (!source || !isPlainPath(source)) return false;
  const path = field(binding, 'attrpath');
  if (path && children(path).length > 1) return false;
  return setPaths(syntax, source, scope).length > 0;
}

/** Whether an expression is a name or a selection from one, so that its path is all there is. */
export function isPlainPath(node: Node): boolean {
  let inner = withoutParentheses(node);
  while (inner.type === 'select_expression') {
    const base = field(inner, 'expression');
    if (!base) return false;
    inner = withoutParentheses(base);
  }
  return inner.type === 'variable_expression';
}

/** Whether a base has a default: `(a.b or c).d`. */
export function hasDefault(base: Node): boolean {
  return field(withoutParentheses(base), 'default') !== undefined;
}

import type { Node } from 'web-tree-sitter';
import { field, withoutParentheses, type Syntax } from './syntax';

/** The expression of a whole file; undefined if the file is empty or its tree is only an error. */
export function rootExpression(root: Node): Node | undefined {
  return field(root, 'expression');
}

/** Whether an expression is the name `import`; assumes that nothing shadows it. */
export function isImport(syntax: Syntax, node: Node): boolean {
  return node.type === 'variable_expression' && syntax.textOf(node) === 'import';
}

/** A path literal as written; undefined if a part is computed, and for `~/x` and `<x>`. */
export function literalPath(syntax: Syntax, node: Node): string | undefined {
  const path = withoutParentheses(node);
  if (path.type !== 'path_expression') return undefined;
  return path.namedChildren.some((part) => part?.type === 'interpolation')
    ? undefined
    : syntax.textOf(path);
}

import type { Node } from 'web-tree-sitter';
import { field, withoutParentheses, type Syntax } from './syntax';

/** The expression of a whole file, undefined where it is empty or broken from the start. */
export function rootExpression(root: Node): Node | undefined {
  return field(root, 'expression');
}

/** Whether it is Nix's own `import`, as far as its name tells. */
export function isImport(syntax: Syntax, node: Node): boolean {
  return node.type === 'variable_expression' && syntax.textOf(node) === 'import';
}

/** A path as written, undefined where parts of it are computed or it lies elsewhere (`~/x`, `<x>`). */
export function literalPath(syntax: Syntax, node: Node): string | undefined {
  const path = withoutParentheses(node);
  if (path.type !== 'path_expression') return undefined;
  return path.namedChildren.some((part) => part?.type === 'interpolation')
    ? undefined
    : syntax.textOf(path);
}

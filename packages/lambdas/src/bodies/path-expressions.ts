import type { Node } from 'web-tree-sitter';
import type { Position } from '../model/reading';
import { knownString } from '../syntax/string-literal';
import { field, operatorOf, parentOf, type Syntax } from '../syntax/syntax';

/** A path literal in a Nix file: `./x`, `../x`, `/x`, `~/x`, `<x>`. */
export interface PathExpression {
  readonly kind: 'relative' | 'absolute' | 'home' | 'search';
  /** The source text on one line, with the strings that `+` appends where these are static. */
  readonly text: string;
  readonly position: Position;
  /**
   * For a relative path: its target, relative to the file's folder, with the strings that `+`
   * appends (`./. + "/x"`). Absent where a part of the literal is computed: `./${x}`.
   */
  readonly path?: string;
  /** `+` appends something computed, so `path` is only the beginning: `./patches + "/${x}"`. */
  readonly isBeginning?: true;
  /** An absolute path that is appended to another one (`dir + /x`), so it is no location itself. */
  readonly isAdded?: true;
  /** The path is an argument of `builtins.pathExists`, so it may be missing. */
  readonly isAskedFor?: true;
  /** The path is the first argument of a `callPackage`, so the file is a package. */
  readonly isCalled?: true;
}

/** Query pattern for the nodes that `pathExpression` takes. */
export const PATH_NODES = '[(path_expression) (hpath_expression) (spath_expression)]';

/** Reads one node of `PATH_NODES`. */
export function pathExpression(syntax: Syntax, node: Node): PathExpression {
  const text = syntax.textOf(node).replace(/\s+/g, ' ');
  const position = syntax.positionOf(node);
  if (node.type === 'spath_expression') return { kind: 'search', text, position };
  if (node.type === 'hpath_expression') return { kind: 'home', text, position };
  if (text.startsWith('/')) {
    const isAdded = isRightOfSum(syntax, node);
    return { kind: 'absolute', text, position, ...(isAdded && { isAdded }) };
  }
  const written = partsOf(syntax, node);
  const { path, isBeginning, sum } =
    written === undefined ? { path: undefined } : withAppendedStrings(syntax, node, written);
  return {
    kind: 'relative',
    text: sum ?? text,
    position,
    ...(path !== undefined && { path }),
    ...(isBeginning && { isBeginning }),
    ...(isArgumentOf(syntax, node, /(^|[.\s])pathExists$/) && { isAskedFor: true }),
    ...(isArgumentOf(syntax, node, /(^|[.\s])callPackages?$/) && { isCalled: true }),
  };
}

/** The text of a path, undefined where it is computed. NOTE: `./${"x"}` is as static as `./x`. */
function partsOf(syntax: Syntax, node: Node): string | undefined {
  let path = '';
  for (const part of node.namedChildren) {
    if (part?.type === 'path_fragment') path += syntax.textOf(part);
    else if (part?.type === 'interpolation') {
      const inner = field(part, 'expression');
      const value = inner && knownString(syntax, inner);
      if (value === undefined) return undefined;
      path += value;
    }
  }
  return path;
}

/** Appends the strings of `./. + "/x" + "/y"` to the path; Nix joins them without a slash. */
function withAppendedStrings(
  syntax: Syntax,
  node: Node,
  written: string,
): { readonly path: string; readonly isBeginning?: true; readonly sum?: string } {
  let path = written;
  let text: string | undefined;
  for (let sum = sumOf(syntax, node); sum; sum = sumOf(syntax, sum.node)) {
    const added = knownString(syntax, sum.right);
    if (added === undefined) return { path, isBeginning: true };
    path += added;
    text = syntax.textOf(sum.node).replace(/\s+/g, ' ');
  }
  return { path, ...(text !== undefined && { sum: text }) };
}

/** The sum whose left operand is the node, with or without parentheses around the node. */
function sumOf(syntax: Syntax, node: Node): { node: Node; right: Node } | undefined {
  const inner = withParentheses(node);
  const sum = parentOf(inner);
  const right = sum && field(sum, 'right');
  if (!sum || !right || sum.type !== 'binary_expression' || operatorOf(syntax, sum) !== '+') {
    return undefined;
  }
  return right.id === inner.id ? undefined : { node: sum, right };
}

function isRightOfSum(syntax: Syntax, node: Node): true | undefined {
  const inner = withParentheses(node);
  const sum = parentOf(inner);
  if (sum?.type !== 'binary_expression' || operatorOf(syntax, sum) !== '+') return undefined;
  return field(sum, 'right')?.id === inner.id ? true : undefined;
}

function isArgumentOf(syntax: Syntax, node: Node, name: RegExp): boolean {
  const inner = withParentheses(node);
  const call = parentOf(inner);
  const called = call?.type === 'apply_expression' ? field(call, 'function') : undefined;
  return called !== undefined && called.id !== inner.id && name.test(syntax.textOf(called));
}

function withParentheses(node: Node): Node {
  let outer = node;
  for (;;) {
    const around = parentOf(outer);
    if (around?.type !== 'parenthesized_expression') return outer;
    outer = around;
  }
}

import type { ScopedExpression } from '../scopes/partial-evaluator';
import { libFunction } from '../scopes/overlay-roots';
import { scopeOfCall } from '../scopes/scope';
import { callOf, children, field, operatorOf } from '../syntax/syntax';
import type { OverlayReader } from './overlay-reader';

/** An element of a list of overlays: an expression, or the path of a file that `map` imports. */
export interface OverlayElement extends ScopedExpression {
  readonly isImported?: true;
}

/** Limits the recursion through lists that are made of lists. */
const maxListDepth = 50;

/**
 * The elements of a list that is written out: `[ a b ]`, `[ a ] ++ [ b ]`, `map import [ ./a.nix ]`,
 * `map (file: import file { }) [ ./a.nix ]`. Undefined for every other list.
 */
export function elementsOf(
  reader: OverlayReader,
  list: ScopedExpression,
  depth = 0,
): readonly OverlayElement[] | undefined {
  if (depth > maxListDepth) return undefined;
  const { node, scope } = reader.evaluator.evaluate(list, 'unforced');
  if (node.type === 'list_expression') {
    return children(node).map((element) => ({ node: element, scope }));
  }
  const inner = (part: ScopedExpression['node'] | undefined) =>
    part && elementsOf(reader, { node: part, scope }, depth + 1);
  if (node.type === 'binary_expression' && operatorOf(reader.syntax, node) === '++') {
    const [left, right] = [inner(field(node, 'left')), inner(field(node, 'right'))];
    return left && right && [...left, ...right];
  }
  const { head, args } = callOf(node);
  const [mapped, over, ...others] = args;
  if (!mapped || others.length > 0 || !isMap(reader, { node: head, scope })) return undefined;
  return inner(over)?.flatMap((element) => calledWith(reader, { node: mapped, scope }, element));
}

function isMap(reader: OverlayReader, head: ScopedExpression): boolean {
  const text = reader.syntax.textOf(head.node);
  if (text === 'map' || text === 'builtins.map') return true;
  return libFunction(reader.syntax, reader.evaluator, head) === 'map';
}

function calledWith(
  { syntax, evaluator }: OverlayReader,
  mapped: ScopedExpression,
  element: OverlayElement,
): OverlayElement {
  const { node, scope } = evaluator.evaluate(mapped, 'unforced');
  if (syntax.textOf(node) === 'import') return { ...element, isImported: true };
  const body = field(node, 'body');
  // What an unknown function gives is no overlay that can be read: the function stands for it.
  if (node.type !== 'function_expression' || !body || element.isImported) return { node, scope };
  return { node: body, scope: scopeOfCall(syntax, node, scope, element) };
}

/**
 * What `foldl' f initial list` gives, or `foldr`, for a function of two parameters that is written
 * out; undefined for every other function.
 */
export function folded(
  reader: OverlayReader,
  fold: { readonly isLeft: boolean; readonly with: ScopedExpression },
  initial: ScopedExpression,
  elements: readonly OverlayElement[],
): ScopedExpression | undefined {
  const step = (result: ScopedExpression, element: OverlayElement) => {
    const [first, second] = fold.isLeft ? [result, element] : [element, result];
    const inner = bodyOf(reader, fold.with, first);
    return inner && bodyOf(reader, inner, second);
  };
  let result: ScopedExpression | undefined = initial;
  for (const element of fold.isLeft ? elements : elements.toReversed()) {
    if (element.isImported) return undefined;
    result = result && step(result, element);
  }
  return result;
}

function bodyOf(
  { syntax, evaluator }: OverlayReader,
  fn: ScopedExpression,
  given: ScopedExpression,
): ScopedExpression | undefined {
  const { node, scope } = evaluator.evaluate(fn, 'unforced');
  const body = field(node, 'body');
  if (node.type !== 'function_expression' || !body) return undefined;
  return { node: body, scope: scopeOfCall(syntax, node, scope, given) };
}

import type { PartialEvaluator, ScopedExpression } from './partial-evaluator';
import { setPaths } from './set-path';
import type { Syntax } from '../syntax/syntax';

/**
 * The first name of every path in an overlay file: it shows to which argument the path belongs. No
 * attribute name can contain a NUL. `head` is the argument of the head, `{ lib, ... }:`.
 */
export const roots = { final: '\0final', previous: '\0previous', head: '\0head' } as const;

/**
 * The name of a function of lib, from the head, `prev.lib` or `with lib;`; undefined for all else.
 * A head may also have lib inside of something else: `{ inputs, ... }:` and `inputs.nixpkgs.lib`.
 */
export function libFunction(
  syntax: Syntax,
  evaluator: PartialEvaluator,
  { node, scope }: ScopedExpression,
): string | undefined {
  const called = evaluator.evaluate({ node, scope }, 'unforced');
  return setPaths(syntax, called.node, called.scope)
    .find((path) => isRooted(path) && isInLib(path))
    ?.at(-1);
}

function isInLib(path: readonly string[]): boolean {
  if (path[0] === roots.head) return path.slice(1, -1).includes('lib');
  return path[1] === 'lib';
}

/** Whether a path begins with a root: one of `roots`, or the root of a composed overlay. */
export function isRooted([root]: readonly string[]): boolean {
  return root?.startsWith('\0') === true;
}

import type { Following, Placed } from './following';
import { setPaths } from './set-path';
import type { Syntax } from '../syntax/syntax';

/**
 * The sets that an overlay file is given, as the first name of a path in them: no attribute's name
 * holds a NUL. `head` is what goes in front: `{ lib, ... }:`.
 */
export const roots = { final: '\0final', previous: '\0previous', head: '\0head' } as const;

/** `optionalAttrs` for that function of lib's, whichever way lib has come: its head, `prev.lib`, `with lib;`. */
export function libFunction(
  syntax: Syntax,
  following: Following,
  { node, scope }: Placed,
): string | undefined {
  const called = following.standsFor({ node, scope }, 'unforced');
  return setPaths(syntax, called.node, called.scope)
    .find((path) => isRooted(path) && path[1] === 'lib')
    ?.at(-1);
}

/** Whether a path begins with the name of its set: one of `roots`, or one that a composition makes. */
export function isRooted([root]: readonly string[]): boolean {
  return root?.startsWith('\0') === true;
}

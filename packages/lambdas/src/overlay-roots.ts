import type { Node } from 'web-tree-sitter';
import type { Scope } from './scope';
import { setPaths } from './set-path';
import type { Syntax } from './syntax';

/**
 * The sets that an overlay file is given, as the first name of a path in them: no attribute's name
 * holds a NUL. `head` is what goes in front: `{ lib, ... }:`.
 */
export const roots = { final: '\0final', previous: '\0previous', head: '\0head' } as const;

/** `optionalAttrs` for that function of lib's, whichever way lib has come: its head, `prev.lib`, `with lib;`. */
export function libFunction(syntax: Syntax, node: Node, scope: Scope): string | undefined {
  return setPaths(syntax, node, scope)
    .find(([root, lib]) => isRoot(root) && lib === 'lib')
    ?.at(-1);
}

function isRoot(name: string | undefined): boolean {
  return Object.values<string | undefined>(roots).includes(name);
}

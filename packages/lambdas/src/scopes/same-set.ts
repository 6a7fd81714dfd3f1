import type { Node } from 'web-tree-sitter';
import { insideBindings, insideWith } from './inside';
import type { Scope } from './scope';
import { attributeName } from '../syntax/string-literal';
import { callOf, children, field, type Syntax } from '../syntax/syntax';

/**
 * The functions by which nixpkgs makes a variant of a value. What a variant has is what the value
 * has: `(python3.override { … }).pkgs.idna` is made by the file that makes `python3.pkgs.idna`.
 */
export const VARIANTS: ReadonlySet<string> = new Set([
  ...['override', 'overrideAttrs', 'overrideDerivation', 'overridePythonAttrs'],
  ...['overrideScope', "overrideScope'", 'extend', 'appendOverlays'],
]);

/** An expression, and what is selected from it. */
export interface SameSet {
  readonly node: Node;
  readonly scope: Scope;
  readonly selected?: readonly string[];
}

/**
 * The expressions whose value, or a variant of it, this one may have: both branches of an `if`, the
 * body of a `let`, `with` or `assert`, and `python3` for `python3.override { }`. Empty for all
 * others.
 */
export function sameSets(syntax: Syntax, node: Node, scope: Scope): readonly SameSet[] {
  const inner = (name: string, within = scope): SameSet[] => {
    const part = field(node, name);
    return part ? [{ node: part, scope: within }] : [];
  };
  switch (node.type) {
    case 'if_expression':
      return [...inner('consequence'), ...inner('alternative')];
    case 'assert_expression':
      return inner('body');
    case 'let_expression':
      return inner('body', insideBindings(syntax, node, scope));
    case 'with_expression':
      return inner('body', insideWith(syntax, node, scope));
    case 'apply_expression':
      return variant(syntax, node, scope);
    default:
      return [];
  }
}

function variant(syntax: Syntax, node: Node, scope: Scope): readonly SameSet[] {
  const { head } = callOf(node);
  const base = field(head, 'expression');
  const path = field(head, 'attrpath');
  if (head.type !== 'select_expression' || !base || !path) return [];
  const names = children(path).map((attribute) => attributeName(syntax, attribute));
  if (!VARIANTS.has(names.pop() ?? '')) return [];
  if (names.some((name) => name === undefined)) return [];
  return [{ node: base, scope, selected: names as string[] }];
}

import type { Node } from 'web-tree-sitter';
import type { PackageCall } from '../model/reading';
import { isImport, literalPath } from '../syntax/root';
import type { Scope } from './scope';
import { setPaths } from './set-path';
import { attributeName } from '../syntax/string-literal';
import { callOf, children, field, withoutParentheses, type Syntax } from '../syntax/syntax';

/** A call of `callPackage` or `callPackages`, of any set. */
export interface FoundCall {
  readonly call: PackageCall;
  /** Paths of the sets whose `callPackage` it may be, the nearest first; empty if unknown. */
  readonly callers: readonly (readonly string[])[];
  /** The lambda, if it is a literal: `callPackage ({ zlib }: …) { }`. */
  readonly inline: Node | undefined;
}

/** Reads a call of `callPackage`; undefined if the expression is none. */
export function packageCallOf(
  syntax: Syntax,
  application: Node,
  scope: Scope,
): FoundCall | undefined {
  const { head, args } = callOf(application);
  const [made, given] = args;
  if (!made || !isCallPackage(syntax, head)) return undefined;
  const file = calledFile(syntax, made);
  const inline = withoutParentheses(made);
  const callers = callersOf(syntax, head, scope);
  const from = callers[0] ?? [];
  return {
    call: {
      ...(file !== undefined && { file }),
      position: syntax.positionOf(made),
      explicit: given ? attributeNames(syntax, given) : null,
      ...(from.length > 0 && { from }),
    },
    callers,
    inline: inline.type === 'function_expression' ? inline : undefined,
  };
}

/** The file that is called: `./file.nix`, or `(import ./file.nix)`, which makes no difference. */
function calledFile(syntax: Syntax, made: Node): string | undefined {
  const { head, args } = callOf(made);
  const [imported, ...more] = args;
  const isPlain = imported !== undefined && more.length === 0 && isImport(syntax, head);
  return literalPath(syntax, isPlain ? imported : made);
}

function isCallPackage(syntax: Syntax, head: Node): boolean {
  if (head.type === 'variable_expression') return isCaller(syntax.textOf(head));
  const path = field(head, 'attrpath');
  const last = path && children(path).at(-1);
  return head.type === 'select_expression' && last !== undefined && isCaller(syntax.textOf(last));
}

/** Whether a function with this name passes arguments by name. */
export function isCaller(name: string): boolean {
  return name === 'callPackage' || name === 'callPackages';
}

/**
 * `['ps']` for `final.ps.callPackage`, for `with final.ps; callPackage`, and for aliases of them.
 */
function callersOf(syntax: Syntax, head: Node, scope: Scope): string[][] {
  return setPaths(syntax, head, scope)
    .filter((path) => isCaller(path.at(-1) ?? ''))
    .map((path) => path.slice(0, -1));
}

/** The outermost names of a set literal; null if a name is computed or it is no literal. */
function attributeNames(syntax: Syntax, node: Node): string[] | null {
  const set = withoutParentheses(node);
  if (set.type !== 'attrset_expression' && set.type !== 'rec_attrset_expression') return null;
  const bindings = children(set)[0];
  const names = new Set<string>();
  for (const binding of bindings ? children(bindings) : []) {
    if (syntax.isBridgedInherit(binding)) continue;
    const list = field(binding, binding.type === 'binding' ? 'attrpath' : 'attrs');
    const attributes = list ? children(list) : [];
    for (const attribute of binding.type === 'binding' ? attributes.slice(0, 1) : attributes) {
      const name = attributeName(syntax, attribute);
      if (name === undefined) return null;
      names.add(name);
    }
  }
  return [...names];
}

/** The sets in which a `callPackage` looks: its own, and those around it up to the package set. */
export function setsAround(
  callers: readonly (readonly string[])[],
  whole: readonly string[],
): (readonly string[])[] {
  const sets = new Map([[JSON.stringify(whole), whole]]);
  for (const caller of callers) {
    for (let depth = caller.length; depth > whole.length; depth--) {
      const set = caller.slice(0, depth);
      sets.set(JSON.stringify(set), set);
    }
  }
  return [...sets.values()];
}

import type { Node } from 'web-tree-sitter';
import type { PackageCall } from '../model/reading';
import { literalPath } from '../syntax/root';
import type { Scope } from './scope';
import { setPaths } from './set-path';
import { attributeName } from '../syntax/string-literal';
import { callOf, children, field, withoutParentheses, type Syntax } from '../syntax/syntax';

/** A call of `callPackage` or `callPackages`, whichever set they come from. */
export interface FoundCall {
  readonly call: PackageCall;
  /** The sets that it can be the `callPackage` of, the nearest first; none where that is unknown. */
  readonly callers: readonly (readonly string[])[];
  /** The lambda, where it is written in place: `callPackage ({ zlib }: …) { }`. */
  readonly inline: Node | undefined;
}

/** Undefined where the expression is no such call. */
export function packageCallOf(
  syntax: Syntax,
  application: Node,
  scope: Scope,
): FoundCall | undefined {
  const { head, args } = callOf(application);
  const [made, given] = args;
  if (!made || !isCallPackage(syntax, head)) return undefined;
  const file = literalPath(syntax, made);
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

function isCallPackage(syntax: Syntax, head: Node): boolean {
  if (head.type === 'variable_expression') return callerNames.has(syntax.textOf(head));
  const path = field(head, 'attrpath');
  const last = path && children(path).at(-1);
  return (
    head.type === 'select_expression' && last !== undefined && callerNames.has(syntax.textOf(last))
  );
}

const callerNames = new Set(['callPackage', 'callPackages']);

/** `final.ps.callPackage`, `with final.ps; callPackage` and aliases of them are all ps's. */
function callersOf(syntax: Syntax, head: Node, scope: Scope): string[][] {
  return setPaths(syntax, head, scope)
    .filter((path) => callerNames.has(path.at(-1) ?? ''))
    .map((path) => path.slice(0, -1));
}

/** The outermost names of a set that is written out; null where it is computed. */
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

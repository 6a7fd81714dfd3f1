import type { Node } from 'web-tree-sitter';
import { scopeOfBindings, scopeOfFunction, type Scope } from './scope';
import { bindingsOf, field, type Syntax } from '../syntax/syntax';

/** NOTE: by file first: a node of another file may have the same number. */
const known = new WeakMap<Syntax, WeakMap<Scope, Map<number, Scope>>>();

/** The scope inside of a let or a recursive set; one object for each place. */
export function insideBindings(syntax: Syntax, node: Node, outer: Scope): Scope {
  return scopeAt(syntax, node, outer, () => scopeOfBindings(syntax, bindingsOf(node), outer));
}

/** The scope of a function's body without an argument; one object for each place. */
export function insideFunction(syntax: Syntax, node: Node, outer: Scope): Scope {
  return scopeAt(syntax, node, outer, () => scopeOfFunction(syntax, node, outer));
}

/** The scope inside of a `with`; one object for each place. */
export function insideWith(syntax: Syntax, node: Node, outer: Scope): Scope {
  const opened = field(node, 'environment');
  if (!opened) return outer;
  return scopeAt(syntax, node, outer, () => ({ outer, names: new Map(), opened }));
}

/** NOTE: the same scope object for the same place, as what is found is kept by scope. */
function scopeAt(syntax: Syntax, { id }: Node, outer: Scope, make: () => Scope): Scope {
  const byScope = known.get(syntax) ?? new WeakMap<Scope, Map<number, Scope>>();
  known.set(syntax, byScope);
  const inside = byScope.get(outer) ?? new Map<number, Scope>();
  byScope.set(outer, inside);
  const scope = inside.get(id) ?? make();
  inside.set(id, scope);
  return scope;
}

import type { Node } from 'web-tree-sitter';
import { attributeName } from '../syntax/string-literal';
import { children, field, parentOf, type Syntax } from '../syntax/syntax';

/** What a name in a Nix file stands for. */
export type Binding =
  /**
   * A package set or a path in it: `[]` for a set that the group is curried over, `['zlib']` for a
   * formal with that name.
   */
  | { readonly kind: 'set'; readonly path?: readonly string[]; readonly fallback?: Fallback }
  /** Bound to an expression of the file, by a let or a recursive set. */
  | { readonly kind: 'definition'; readonly value: Node; readonly scope: Scope }
  /** `inherit (source) name;` */
  | {
      readonly kind: 'inherited';
      readonly source: Node;
      readonly name: string;
      readonly scope: Scope;
      readonly fallback?: Fallback;
    }
  /** `inherit name;`: stands for the same name in the next outer scope. */
  | { readonly kind: 'outer'; readonly name: string; readonly scope: Scope }
  /** A parameter, or any other name that is not related to a package set. */
  | { readonly kind: 'local'; readonly fallback?: Fallback };

/** The value of a formal if the argument does not contain its name: its default. */
export interface Fallback {
  readonly value: Node;
  readonly scope: Scope;
}

/** One level of names: lexical bindings, or a `with`. */
export interface Scope {
  readonly outer: Scope | undefined;
  readonly names: ReadonlyMap<string, Binding>;
  /** The set that a `with` opens. */
  readonly opened?: Node;
}

/**
 * The outermost scope of every Nix file, with the names of all versions of Nix. Other global names
 * begin with two underscores (`__head`, `__curPos`); they differ between versions, so `lookUp`
 * takes every such name for a global one.
 */
export const globalScope: Scope = {
  outer: undefined,
  names: new Map(
    [
      ...['abort', 'baseNameOf', 'break', 'builtins', 'derivation', 'derivationStrict', 'dirOf'],
      ...['false', 'fetchGit', 'fetchMercurial', 'fetchTarball', 'fetchTree', 'fromTOML', 'import'],
      ...['isNull', 'map', 'null', 'placeholder', 'removeAttrs', 'scopedImport', 'throw'],
      ...['toString', 'true'],
    ].map((name) => [name, { kind: 'local' }]),
  ),
};

/** The scope of a function's body; `kind` is the kind of binding of a parameter without formals. */
export function scopeOfFunction(
  syntax: Syntax,
  fn: Node,
  outer: Scope,
  kind: 'set' | 'local' = 'local',
): Scope {
  const names = new Map<string, Binding>();
  const formals = field(fn, 'formals');
  for (const formal of formals ? children(formals) : []) {
    const name = field(formal, 'name');
    if (name) names.set(syntax.textOf(name), { kind: 'local' });
  }
  const universal = field(fn, 'universal');
  if (universal) {
    names.set(syntax.textOf(universal), kind === 'set' ? { kind, path: [] } : { kind });
  }
  return { outer, names };
}

/** An argument of a function: an expression, or a path in a package set. */
export type Given =
  { readonly node: Node; readonly scope: Scope } | { readonly set: readonly string[] };

/** The scope of a function's body in one call, where the parameters stand for the argument. */
export function scopeOfCall(syntax: Syntax, fn: Node, outer: Scope, given: Given): Scope {
  const names = new Map<string, Binding>();
  const scope: Scope = { outer, names };
  const formals = field(fn, 'formals');
  for (const formal of formals ? children(formals) : []) {
    const bound = field(formal, 'name');
    if (!bound) continue;
    const name = syntax.textOf(bound);
    const value = field(formal, 'default');
    const fallback = value && { fallback: { value, scope } };
    names.set(name, {
      ...('set' in given
        ? { kind: 'set', path: [...given.set, name] }
        : { kind: 'inherited', source: given.node, name, scope: given.scope }),
      ...fallback,
    });
  }
  const universal = field(fn, 'universal');
  if (universal) {
    names.set(
      syntax.textOf(universal),
      'set' in given
        ? { kind: 'set', path: given.set }
        : { kind: 'definition', value: given.node, scope: given.scope },
    );
  }
  return scope;
}

/** The scope inside a let or a recursive set, with the names that it binds. */
export function scopeOfBindings(syntax: Syntax, bindings: Node | undefined, outer: Scope): Scope {
  const names = new Map<string, Binding>();
  const scope: Scope = { outer, names };
  for (const binding of bindings ? children(bindings) : []) {
    if (syntax.isBridgedInherit(binding)) continue;
    if (binding.type === 'binding') bindValue(syntax, binding, scope, names);
    else bindInherited(syntax, binding, scope, names);
  }
  return scope;
}

/**
 * NOTE: with `a.b = …; a.c = …;`, no single expression is the value of `a`. Its value is then the
 * whole set of bindings.
 */
function bindValue(syntax: Syntax, binding: Node, scope: Scope, names: Map<string, Binding>): void {
  const path = field(binding, 'attrpath');
  const value = field(binding, 'expression');
  const attributes = path ? children(path) : [];
  const name = attributes[0] && attributeName(syntax, attributes[0]);
  if (name === undefined || !value) return;
  const known = names.get(name);
  const whole = attributes.length === 1 && !known ? value : (parentOf(binding) ?? value);
  names.set(name, { kind: 'definition', value: whole, scope });
}

function bindInherited(
  syntax: Syntax,
  inherit: Node,
  scope: Scope,
  names: Map<string, Binding>,
): void {
  const source = field(inherit, 'expression');
  const attributes = field(inherit, 'attrs');
  for (const attribute of attributes ? children(attributes) : []) {
    const name = attributeName(syntax, attribute);
    if (name === undefined) continue;
    names.set(
      name,
      source
        ? { kind: 'inherited', source, name, scope }
        : { kind: 'outer', name, scope: scope.outer ?? scope },
    );
  }
}

/**
 * The scope of a node, from the constructs around it. Parameters of functions are `local`; a caller
 * that knows their arguments makes the scope itself.
 */
export function scopeAround(syntax: Syntax, place: Node): Scope {
  const enclosing: { readonly node: Node; readonly from: Node }[] = [];
  for (let from = place, node = parentOf(from); node; from = node, node = parentOf(node)) {
    enclosing.push({ node, from });
  }
  return enclosing.reduceRight((scope, { node, from }): Scope => {
    switch (node.type) {
      case 'function_expression':
        return scopeOfFunction(syntax, node, scope);
      case 'let_expression':
      case 'let_attrset_expression':
      case 'rec_attrset_expression':
        return scopeOfBindings(
          syntax,
          children(node).find(({ type }) => type === 'binding_set'),
          scope,
        );
      case 'with_expression': {
        const set = field(node, 'environment');
        return set && set.id !== from.id ? { outer: scope, names: new Map(), opened: set } : scope;
      }
      default:
        return scope;
    }
  }, globalScope);
}

/** The lexical binding of a name, or undefined: only then may the name come from a `with`. */
export function lookUp(scope: Scope, name: string): Binding | undefined {
  for (let here: Scope | undefined = scope; here; here = here.outer) {
    const binding = here.names.get(name);
    if (binding) return binding;
  }
  return name.startsWith('__') ? { kind: 'local' } : undefined;
}

/** The binding that `inherit name;` leads to, in an outer scope; every other binding itself. */
export function throughInherit(start: Binding | undefined): Binding | undefined {
  let binding = start;
  while (binding?.kind === 'outer') binding = lookUp(binding.scope, binding.name);
  return binding;
}

/** The sets of the `with`s around a place, the innermost first, each with the scope of the set. */
export function* opened(scope: Scope): Iterable<{ readonly set: Node; readonly scope: Scope }> {
  for (let here: Scope | undefined = scope; here; here = here.outer) {
    if (here.opened && here.outer) yield { set: here.opened, scope: here.outer };
  }
}

/** The default that a binding has beside what it is bound to. */
export function fallbackOf(binding: Binding | undefined): Fallback | undefined {
  return binding && 'fallback' in binding ? binding.fallback : undefined;
}

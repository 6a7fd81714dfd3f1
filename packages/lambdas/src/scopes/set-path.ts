import type { Node } from 'web-tree-sitter';
import { lookUp, opened, type Binding, type Fallback, type Scope } from './scope';
import { sameSets } from './same-set';
import { attributeName } from '../syntax/string-literal';
import { children, field, withoutParentheses, type Syntax } from '../syntax/syntax';

/** Limits the recursion through aliases, for `let a = a; in`. */
const maxAliasDepth = 20;

/**
 * How many steps one search for paths may take, what is known already not counted: with names that
 * are their own defaults, `rec { a = a.r or b; b = a.s or b; }`, they double with each level.
 */
const maxSteps = 150;

/** How many paths an expression may stand for; `a.x or a.y` doubles them. */
const maxPaths = 64;

/**
 * The paths in the package set that an expression may stand for: `[]` for `pkgs`,
 * `['darwin', 'libunwind']` for `pkgs.darwin.libunwind`, also through aliases (`let p = pkgs; in`)
 * and `with`, and of what it is a variant of. Several paths if there are nested `with`s, an `or` or
 * an `if`; none for any other expression.
 * Only the static part of a path is used: `a.${name}` gives the path of `a`. If there are too many,
 * the path of the whole package set stands for all of them.
 */
export function setPaths(syntax: Syntax, node: Node, scope: Scope): string[][] {
  return searchIn(syntax).ofExpression(node, scope);
}

/** As `setPaths`, for a name that is looked up in a scope. */
export function pathsOfName(syntax: Syntax, name: string, scope: Scope): string[][] {
  return searchIn(syntax).ofName(name, scope);
}

const searches = new WeakMap<Syntax, PathSearch>();

function searchIn(syntax: Syntax): PathSearch {
  const known = searches.get(syntax);
  if (known) return known;
  const search = new PathSearch(syntax);
  searches.set(syntax, search);
  return search;
}

/** The searches for paths in one file, which share what they have found. */
class PathSearch {
  /** By node and scope: paths that do not depend on where the search began. */
  private readonly known = new Map<number, Map<Scope, string[][]>>();
  /** The outcome of whole searches that began at a name, and of those that began elsewhere. */
  private readonly ofBindings = new Map<Binding, string[][]>();
  private readonly ofExpressions = new Map<number, Map<Scope, string[][]>>();
  /** What is being searched. To come back to it is to loop, for Nix too, and adds no path. */
  private readonly open = new Map<number, Set<Scope>>();
  private loops = 0;
  private steps = 0;

  constructor(private readonly syntax: Syntax) {}

  ofExpression(node: Node, scope: Scope): string[][] {
    const known = this.ofExpressions.get(node.id)?.get(scope);
    if (known) return known;
    const paths = this.search(scope, () => this.expression(node, scope, 0));
    const byScope = this.ofExpressions.get(node.id) ?? new Map<Scope, string[][]>();
    this.ofExpressions.set(node.id, byScope.set(scope, paths));
    return paths;
  }

  ofName(name: string, scope: Scope): string[][] {
    const binding = lookUp(scope, name);
    const known = binding && this.ofBindings.get(binding);
    if (known) return known;
    const paths = this.search(scope, () => this.name(name, scope, 0));
    if (binding) this.ofBindings.set(binding, paths);
    return paths;
  }

  private search(scope: Scope, paths: () => string[][]): string[][] {
    this.steps = maxSteps;
    const found = paths();
    // Given up: what was not found may be anything.
    if (this.steps < 0) return isInCurriedGroup(scope) ? [[]] : [];
    return found;
  }

  private isGivenUp(depth: number): boolean {
    if (depth > maxAliasDepth) this.steps = -1;
    return this.steps-- < 0;
  }

  private expression(node: Node, scope: Scope, depth: number): string[][] {
    const expression = withoutParentheses(node);
    const known = this.known.get(expression.id)?.get(scope);
    if (known) return known;
    if (this.isGivenUp(depth)) return [];
    const open = this.open.get(expression.id) ?? new Set();
    if (open.has(scope)) {
      this.loops++;
      return [];
    }
    this.open.set(expression.id, open.add(scope));
    const loops = this.loops;
    const paths = distinct(this.newExpression(expression, scope, depth));
    open.delete(scope);
    if (paths.length > maxPaths) this.steps = -1;
    if (this.loops === loops && this.steps >= 0) this.keep(expression, scope, paths);
    return paths;
  }

  private keep({ id }: Node, scope: Scope, paths: string[][]): void {
    const byScope = this.known.get(id) ?? new Map<Scope, string[][]>();
    this.known.set(id, byScope.set(scope, paths));
  }

  private newExpression(expression: Node, scope: Scope, depth: number): string[][] {
    const { syntax } = this;
    if (expression.type === 'variable_expression') {
      return this.name(syntax.textOf(expression), scope, depth);
    }
    const base = field(expression, 'expression');
    const path = field(expression, 'attrpath');
    if (expression.type !== 'select_expression' || !base || !path) {
      return sameSets(syntax, expression, scope).flatMap((same) =>
        this.expression(same.node, same.scope, depth + 1).map((prefix) => [
          ...prefix,
          ...(same.selected ?? []),
        ]),
      );
    }
    const selected = staticPrefix(syntax, path);
    const paths = this.expression(base, scope, depth + 1).map((prefix) => [...prefix, ...selected]);
    const otherwise = field(expression, 'default');
    return otherwise ? [...paths, ...this.expression(otherwise, scope, depth + 1)] : paths;
  }

  private name(name: string, start: Scope, depth: number): string[][] {
    if (this.isGivenUp(depth)) return [];
    let scope = start;
    let binding = lookUp(scope, name);
    // `inherit name;` leads outwards only, so it is no deeper alias; the outermost scope has none.
    while (binding?.kind === 'outer' && binding.scope !== scope) {
      scope = binding.scope;
      binding = lookUp(scope, name);
    }
    switch (binding?.kind) {
      case 'set':
        return [[...(binding.path ?? [])], ...this.fallback(binding.fallback, depth)];
      case 'local':
      case 'outer':
        return [];
      case 'definition':
        return this.expression(binding.value, binding.scope, depth + 1);
      case 'inherited': {
        const { name: inherited, source, scope: around, fallback } = binding;
        const paths = this.expression(source, around, depth + 1);
        return [
          ...paths.map((prefix) => [...prefix, inherited]),
          ...this.fallback(fallback, depth),
        ];
      }
      case undefined:
        if (hasManyWiths(scope)) return isInCurriedGroup(scope) ? [[]] : [];
        return [...opened(scope)].flatMap(({ set, scope: around }) =>
          this.expression(set, around, depth + 1).map((prefix) => [...prefix, name]),
        );
    }
  }

  private fallback(fallback: Fallback | undefined, depth: number): string[][] {
    return fallback ? this.expression(fallback.value, fallback.scope, depth + 1) : [];
  }
}

function distinct(paths: string[][]): string[][] {
  if (paths.length < 2) return paths;
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
}

/**
 * The path in the package set that an expression certainly stands for; undefined with an `or`, a
 * second `with` or a computed name.
 */
export function certainPath(
  syntax: Syntax,
  node: Node,
  scope: Scope,
  depth = 0,
): readonly string[] | undefined {
  const expression = withoutParentheses(node);
  if (depth > maxAliasDepth) return undefined;
  if (expression.type === 'variable_expression') {
    return certainPathOfName(syntax, syntax.textOf(expression), scope, depth);
  }
  const base = field(expression, 'expression');
  const path = field(expression, 'attrpath');
  if (expression.type !== 'select_expression' || !base || !path) return undefined;
  const selected = staticPrefix(syntax, path);
  const isWhole = selected.length === children(path).length && !field(expression, 'default');
  const prefix = isWhole ? certainPath(syntax, base, scope, depth + 1) : undefined;
  return prefix && [...prefix, ...selected];
}

/** As `certainPath`, for a name that is looked up in a scope. */
export function certainPathOfName(
  syntax: Syntax,
  name: string,
  scope: Scope,
  depth = 0,
): readonly string[] | undefined {
  const binding = lookUp(scope, name);
  if (!binding) return certainPathByWith(syntax, name, scope, depth);
  if (depth > maxAliasDepth || ('fallback' in binding && binding.fallback)) return undefined;
  switch (binding.kind) {
    case 'set':
      return binding.path ?? [];
    case 'local':
      return undefined;
    case 'definition':
      return certainPath(syntax, binding.value, binding.scope, depth + 1);
    case 'inherited': {
      const prefix = certainPath(syntax, binding.source, binding.scope, depth + 1);
      return prefix && [...prefix, binding.name];
    }
    case 'outer':
      return certainPathOfName(syntax, binding.name, binding.scope, depth + 1);
  }
}

function certainPathByWith(
  syntax: Syntax,
  name: string,
  scope: Scope,
  depth: number,
): readonly string[] | undefined {
  const [only, ...others] = opened(scope);
  if (!only || others.length > 0) return undefined;
  const prefix = certainPath(syntax, only.set, only.scope, depth + 1);
  return prefix && [...prefix, name];
}

/** Each `with` doubles the possible paths of a name; above this number, the whole set is used. */
const maxWiths = 6;

function hasManyWiths(scope: Scope): boolean {
  let withs = 0;
  for (let here: Scope | undefined = scope; here && withs <= maxWiths; here = here.outer) {
    if (here.opened) withs++;
  }
  return withs > maxWiths;
}

function isInCurriedGroup(scope: Scope): boolean {
  for (let here: Scope | undefined = scope; here; here = here.outer) {
    for (const { kind } of here.names.values()) if (kind === 'set') return true;
  }
  return false;
}

/** The names of an attribute path up to the first computed one. */
export function staticPrefix(syntax: Syntax, path: Node): string[] {
  const names: string[] = [];
  for (const attribute of children(path)) {
    const name = attributeName(syntax, attribute);
    if (name === undefined) break;
    names.push(name);
  }
  return names;
}

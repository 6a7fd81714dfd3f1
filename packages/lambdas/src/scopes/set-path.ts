import type { Node } from 'web-tree-sitter';
import { lookUp, opened, type Fallback, type Scope } from './scope';
import { attributeName } from '../syntax/string-literal';
import { children, field, withoutParentheses, type Syntax } from '../syntax/syntax';

/** Limits the recursion through aliases, for `let a = a; in`. */
const deepestAlias = 20;

/**
 * The paths in the package set that an expression may stand for: `[]` for `pkgs`,
 * `['darwin', 'libunwind']` for `pkgs.darwin.libunwind`, also through aliases (`let p = pkgs; in`)
 * and `with`. Several paths if there are nested `with`s or an `or`; none for any other expression.
 * Only the static part of a path is used: `a.${name}` gives the path of `a`.
 */
export function setPaths(syntax: Syntax, node: Node, scope: Scope, depth = 0): string[][] {
  const expression = withoutParentheses(node);
  if (depth > deepestAlias) return [];
  if (expression.type === 'variable_expression') {
    return pathsOfName(syntax, syntax.textOf(expression), scope, depth);
  }
  const base = field(expression, 'expression');
  const path = field(expression, 'attrpath');
  if (expression.type !== 'select_expression' || !base || !path) return [];
  const selected = staticPrefix(syntax, path);
  const paths = setPaths(syntax, base, scope, depth + 1).map((prefix) => [...prefix, ...selected]);
  const otherwise = field(expression, 'default');
  return otherwise ? [...paths, ...setPaths(syntax, otherwise, scope, depth + 1)] : paths;
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
  if (depth > deepestAlias) return undefined;
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
  if (depth > deepestAlias || ('fallback' in binding && binding.fallback)) return undefined;
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

/** As `setPaths`, for a name that is looked up in a scope. */
export function pathsOfName(syntax: Syntax, name: string, scope: Scope, depth = 0): string[][] {
  const binding = lookUp(scope, name);
  if (depth > deepestAlias) return [];
  switch (binding?.kind) {
    case 'set':
      return [[...(binding.path ?? [])], ...pathsOfFallback(syntax, binding.fallback, depth)];
    case 'local':
      return [];
    case 'definition':
      return setPaths(syntax, binding.value, binding.scope, depth + 1);
    case 'inherited': {
      const paths = setPaths(syntax, binding.source, binding.scope, depth + 1);
      return [
        ...paths.map((prefix) => [...prefix, binding.name]),
        ...pathsOfFallback(syntax, binding.fallback, depth),
      ];
    }
    case 'outer':
      return pathsOfName(syntax, binding.name, binding.scope, depth + 1);
    case undefined:
      if (hasManyWiths(scope)) return isInCurriedGroup(scope) ? [[]] : [];
      return [...opened(scope)].flatMap(({ set, scope: around }) =>
        setPaths(syntax, set, around, depth + 1).map((prefix) => [...prefix, name]),
      );
  }
}

function pathsOfFallback(
  syntax: Syntax,
  fallback: Fallback | undefined,
  depth: number,
): string[][] {
  return fallback ? setPaths(syntax, fallback.value, fallback.scope, depth + 1) : [];
}

/** Each `with` doubles the possible paths of a name; above this number, the whole set is used. */
const mostWiths = 6;

function hasManyWiths(scope: Scope): boolean {
  let withs = 0;
  for (let here: Scope | undefined = scope; here && withs <= mostWiths; here = here.outer) {
    if (here.opened) withs++;
  }
  return withs > mostWiths;
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

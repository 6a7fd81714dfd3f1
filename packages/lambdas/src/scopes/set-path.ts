import type { Node } from 'web-tree-sitter';
import { lookUp, opened, type Fallback, type Scope } from './scope';
import { attributeName } from '../syntax/string-literal';
import { children, field, withoutParentheses, type Syntax } from '../syntax/syntax';

/** Limits the recursion through aliases, for `let a = a; in`. */
const deepestAlias = 20;

/**
 * How many steps one search for paths may take. Each `or` and each second `with` doubles the paths:
 * `rec { a = a.r or a; }` would take a million steps.
 */
const mostSteps = 2_000;

/** The steps that one search has left; below 0, it was given up. */
interface Steps {
  left: number;
}

/**
 * The paths in the package set that an expression may stand for: `[]` for `pkgs`,
 * `['darwin', 'libunwind']` for `pkgs.darwin.libunwind`, also through aliases (`let p = pkgs; in`)
 * and `with`. Several paths if there are nested `with`s or an `or`; none for any other expression.
 * Only the static part of a path is used: `a.${name}` gives the path of `a`. If there are too many,
 * the path of the whole package set stands for all of them.
 */
export function setPaths(syntax: Syntax, node: Node, scope: Scope): string[][] {
  return searched(scope, (steps) => pathsOf(syntax, node, scope, 0, steps));
}

/** As `setPaths`, for a name that is looked up in a scope. */
export function pathsOfName(syntax: Syntax, name: string, scope: Scope): string[][] {
  return searched(scope, (steps) => pathsOfNameIn(syntax, name, scope, 0, steps));
}

function searched(scope: Scope, search: (steps: Steps) => string[][]): string[][] {
  const steps = { left: mostSteps };
  const paths = search(steps);
  if (steps.left < 0) return isInCurriedGroup(scope) ? [[]] : [];
  if (paths.length < 2) return paths;
  return [...new Map(paths.map((path) => [JSON.stringify(path), path])).values()];
}

/** What lies deeper may be any path, so the search as a whole is given up. */
function isGivenUp(depth: number, steps: Steps): boolean {
  if (depth > deepestAlias) steps.left = -1;
  return steps.left-- < 0;
}

function pathsOf(
  syntax: Syntax,
  node: Node,
  scope: Scope,
  depth: number,
  steps: Steps,
): string[][] {
  const expression = withoutParentheses(node);
  if (isGivenUp(depth, steps)) return [];
  if (expression.type === 'variable_expression') {
    return pathsOfNameIn(syntax, syntax.textOf(expression), scope, depth, steps);
  }
  const base = field(expression, 'expression');
  const path = field(expression, 'attrpath');
  if (expression.type !== 'select_expression' || !base || !path) return [];
  const selected = staticPrefix(syntax, path);
  const paths = pathsOf(syntax, base, scope, depth + 1, steps).map((prefix) => [
    ...prefix,
    ...selected,
  ]);
  const otherwise = field(expression, 'default');
  return otherwise ? [...paths, ...pathsOf(syntax, otherwise, scope, depth + 1, steps)] : paths;
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

function pathsOfNameIn(
  syntax: Syntax,
  name: string,
  start: Scope,
  depth: number,
  steps: Steps,
): string[][] {
  if (isGivenUp(depth, steps)) return [];
  let scope = start;
  let binding = lookUp(scope, name);
  // `inherit name;` leads outwards only, so it is no deeper alias; the outermost scope has none.
  while (binding?.kind === 'outer' && binding.scope !== scope) {
    scope = binding.scope;
    binding = lookUp(scope, name);
  }
  switch (binding?.kind) {
    case 'set':
      return [
        [...(binding.path ?? [])],
        ...pathsOfFallback(syntax, binding.fallback, depth, steps),
      ];
    case 'local':
    case 'outer':
      return [];
    case 'definition':
      return pathsOf(syntax, binding.value, binding.scope, depth + 1, steps);
    case 'inherited': {
      const paths = pathsOf(syntax, binding.source, binding.scope, depth + 1, steps);
      return [
        ...paths.map((prefix) => [...prefix, binding.name]),
        ...pathsOfFallback(syntax, binding.fallback, depth, steps),
      ];
    }
    case undefined:
      if (hasManyWiths(scope)) return isInCurriedGroup(scope) ? [[]] : [];
      return [...opened(scope)].flatMap(({ set, scope: around }) =>
        pathsOf(syntax, set, around, depth + 1, steps).map((prefix) => [...prefix, name]),
      );
  }
}

function pathsOfFallback(
  syntax: Syntax,
  fallback: Fallback | undefined,
  depth: number,
  steps: Steps,
): string[][] {
  return fallback ? pathsOf(syntax, fallback.value, fallback.scope, depth + 1, steps) : [];
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

import type { Node } from 'web-tree-sitter';
import { ARGUMENT } from '../model/reading';
import type { ScopedExpression } from './partial-evaluator';
import { isCaller } from './package-call';
import { lookUp, scopeOfCall, throughInherit, type Scope } from './scope';
import { VARIANTS } from './same-set';
import { setPaths } from './set-path';
import { children, field, withoutParentheses, type Syntax } from '../syntax/syntax';

/** A function of a package set that is called with a function: `python3.withPackages (ps: …)`. */
export interface CalledWith {
  /** What its parameter stands for: the path of the called function, then `ARGUMENT`. */
  readonly paths: readonly (readonly string[])[];
  /** The formals and the body of the function that is passed; undefined if it is not written out. */
  readonly passed?: readonly ScopedExpression[];
}

/** More paths than this are not followed into the function that is passed. */
const MOST_PATHS = 4;

/** A name that leads through more definitions than this counts as unknown. */
const MOST_NAMES = 10;

/**
 * Reads one application of a function of a package set to something that may be a function.
 * Undefined for all other applications: who is called is no path of two names or more, or the
 * argument is surely no function.
 */
export function calledWith(syntax: Syntax, node: Node, scope: Scope): CalledWith | undefined {
  const called = field(node, 'function');
  const argument = field(node, 'argument');
  if (!called || !argument || !MAY_BE_FUNCTION.has(withoutParentheses(argument).type)) {
    return undefined;
  }
  const head = withoutParentheses(called);
  if (head.type !== 'select_expression' && head.type !== 'variable_expression') return undefined;
  const fn = writtenFunction(syntax, { node: argument, scope });
  const paths = setPaths(syntax, head, scope)
    // A formal that is called with anything is the rule; only a function tells that it is a set's.
    .filter((path) => path.length > (fn ? 0 : 1) && !path.includes('lib'))
    .flatMap((path) => argumentOf(path, fn !== undefined));
  if (paths.length === 0) return undefined;
  if (!fn || paths.length > MOST_PATHS) return { paths };
  return {
    paths,
    passed: paths.flatMap((set) => {
      const inside = scopeOfCall(syntax, fn.node, fn.scope, { set });
      return children(fn.node)
        .filter(({ type }) => type !== 'identifier')
        .map((part) => ({ node: part, scope: inside }));
    }),
  };
}

/** The functions that make a variant of a set, and hand the variant over. */
const EXTENDS: ReadonlySet<string> = new Set(['overrideScope', "overrideScope'", 'extend']);

/** The path of what a function is called with: a variant of the set that is extended has its path. */
function argumentOf(path: readonly string[], isWritten: boolean): (readonly string[])[] {
  const name = path.at(-1) ?? '';
  if (isCaller(name)) return [];
  if (!VARIANTS.has(name)) return [[...path, ARGUMENT]];
  return isWritten && EXTENDS.has(name) ? [path.slice(0, -1)] : [];
}

const MAY_BE_FUNCTION: ReadonlySet<string> = new Set([
  ...['function_expression', 'variable_expression', 'select_expression', 'apply_expression'],
  ...['if_expression', 'let_expression', 'with_expression', 'assert_expression'],
]);

/** The function that an expression is: itself, or what a name of the file is bound to. */
function writtenFunction(syntax: Syntax, start: ScopedExpression): ScopedExpression | undefined {
  let { node, scope } = start;
  for (let names = 0; names < MOST_NAMES; names++) {
    node = withoutParentheses(node);
    if (node.type === 'function_expression') return { node, scope };
    if (node.type !== 'variable_expression') return undefined;
    const binding = throughInherit(lookUp(scope, syntax.textOf(node)));
    if (binding?.kind === 'definition') ({ value: node, scope } = binding);
    // Nobody else has the name of a package's own option: its default is what counts.
    else if (binding?.kind === 'local' && binding.fallback) {
      ({ value: node, scope } = binding.fallback);
    } else return undefined;
  }
  return undefined;
}

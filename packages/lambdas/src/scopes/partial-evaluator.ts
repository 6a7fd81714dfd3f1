import type { Node } from 'web-tree-sitter';
import type { Delegate } from '../model/reading';
import { isImport, literalPath } from '../syntax/root';
import { insideBindings, insideFunction, insideWith } from './inside';
import { lookUp, scopeOfCall, throughInherit, type Given, type Scope } from './scope';
import { SetIndex } from './set-index';
import { staticPrefix } from './set-path';
import {
  bindingsOf,
  callOf,
  children,
  field,
  withoutParentheses,
  type Syntax,
} from '../syntax/syntax';

/** An expression, and the scope in which its names are looked up. */
export interface ScopedExpression {
  readonly node: Node;
  readonly scope: Scope;
}

/**
 * How far an expression is evaluated.
 * - `anything`: to the expression that is certainly its value after evaluation;
 * - `unforced`: only through constructs that Nix can evaluate without the package set of a curried
 *   group: no assertion, and no call of a function with formals.
 */
export type EvaluationLimit = 'anything' | 'unforced';

/** Bindings, with the scope of their values (`inside`) and that of `inherit` (`outside`). */
interface Bindings {
  readonly bindings: Node;
  readonly inside: Scope;
  readonly outside: Scope;
  /** The names that are put before a path that is looked up in the bindings. */
  readonly prefix: readonly string[];
}

/** Limits the recursion through nested selections and calls. */
const maxSelectionDepth = 100;

/** Limits how often parts of a file are read again, because recursive functions may never end. */
export function maxRepetitions({ text }: Syntax): number {
  return 200 + text.length / 4;
}

// Why: docs/decisions/reading.md#what-an-expression-stands-for-is-followed-inside-its-file-only
/**
 * Evaluates expressions as far as the text of one file tells (partial evaluation): follows them to
 * the expressions that they stand for, through parentheses, let, with, assert, names that a let or
 * a recursive set binds, members of set literals, and calls of function literals. Results are kept, so that the time is proportional to the size of the file;
 * circles (`let a = b; b = a; in a`) end at the first repeated expression.
 */
export class PartialEvaluator {
  private readonly known = {
    anything: new ScopedExpressionMap(),
    unforced: new ScopedExpressionMap(),
  };
  private readonly index: SetIndex;
  private depth = 0;
  private callsLeft: number;

  constructor(private readonly syntax: Syntax) {
    this.index = new SetIndex(syntax);
    this.callsLeft = maxRepetitions(syntax);
  }

  /** The expression that `start` stands for; `start` without parentheses if that is not known. */
  evaluate(start: ScopedExpression, limit: EvaluationLimit = 'anything'): ScopedExpression {
    const known = this.known[limit];
    const passed: ScopedExpression[] = [];
    let here = bare(start);
    for (let next: ScopedExpression | undefined = here; next; next = this.next(here, limit)) {
      here = bare(next);
      const found = known.get(here);
      if (found) here = found;
      if (found) break;
      known.set(here, here);
      passed.push(here);
    }
    for (const place of passed) known.set(place, here);
    return here;
  }

  /**
   * The body of a function after `count` parameters, or after all if there are fewer; `left` is the
   * number of missing parameters.
   *
   * @param given the arguments of the parameters, if known
   */
  bodyAfterParameters(
    start: ScopedExpression,
    count: number,
    limit: EvaluationLimit = 'anything',
    given: readonly Given[] = [],
  ): { readonly inner: ScopedExpression; readonly left: number } {
    let inner = this.evaluate(start, limit);
    let left = count;
    for (; left > 0 && inner.node.type === 'function_expression'; left--) {
      const body = field(inner.node, 'body');
      const isForcing = field(inner.node, 'formals') !== undefined;
      if (!body || (isForcing && limit === 'unforced')) break;
      if (given.length > 0 && this.callsLeft-- <= 0) break;
      const scope = this.insideFunction(inner, given[count - left]);
      inner = this.evaluate({ node: body, scope }, limit);
    }
    return { inner, left };
  }

  /**
   * Reads `import ./file.nix a b`, also through names; undefined for all else and computed paths.
   */
  delegateOf({ node, scope }: ScopedExpression): Delegate | undefined {
    let call = callOf(node);
    let callScope = scope;
    let given = call.args.length;
    for (let names = 0; !isImport(this.syntax, call.head); names++) {
      const called = this.evaluate({ node: call.head, scope: callScope });
      if (called.node.type !== 'apply_expression' || names === maxSelectionDepth) return undefined;
      call = callOf(called.node);
      callScope = called.scope;
      given += call.args.length;
    }
    const path = call.args[0] && this.evaluate({ node: call.args[0], scope: callScope });
    const file = path && literalPath(this.syntax, path.node);
    if (file === undefined) return undefined;
    return { file, position: this.syntax.positionOf(node), applied: given - 1 };
  }

  /** The scope inside of a let or a recursive set. */
  insideBindings(node: Node, outer: Scope): Scope {
    return insideBindings(this.syntax, node, outer);
  }

  /** The value of `inherit name;`; a recursive set or a let takes the name from the outer scope. */
  inherited(name: string, scope: Scope): ScopedExpression | undefined {
    const own = scope.names.get(name);
    return this.named(name, own?.kind === 'outer' ? own.scope : scope);
  }

  /** The value of `source.name` or `inherit (source) name;`; undefined if it is not in the text. */
  member(source: ScopedExpression, names: readonly string[]): ScopedExpression | undefined {
    if (this.depth >= maxSelectionDepth) return undefined;
    this.depth++;
    try {
      const whole = this.wholeSelection(source, names);
      let { from } = whole;
      let rest = whole.names;
      while (from && rest.length > 0) {
        const set = this.bindingsBehind(from);
        const found = set && this.index.find(set.bindings, [...set.prefix, ...rest]);
        from = found && this.valueIn(set, found.binding, rest[0] ?? '');
        rest = found ? rest.slice(found.names - set.prefix.length) : [];
      }
      return from;
    } finally {
      this.depth--;
    }
  }

  /** Reads `inherit (a.b) c;` as `a.b.c`: if `a.b.c = …;` binds it in parts, `a.b` has no value. */
  private wholeSelection(
    source: ScopedExpression,
    names: readonly string[],
  ): { readonly from: ScopedExpression | undefined; readonly names: readonly string[] } {
    let from = bare(source);
    let all = names;
    for (
      let base = field(from.node, 'expression');
      base && from.node.type === 'select_expression' && !field(from.node, 'default');
      base = field(from.node, 'expression')
    ) {
      const path = field(from.node, 'attrpath');
      const selected = path ? staticPrefix(this.syntax, path) : [];
      if (!path || selected.length < children(path).length) break;
      all = [...selected, ...all];
      from = bare({ node: base, scope: from.scope });
    }
    return { from, names: all };
  }

  /** The bindings of a set literal, or of the set that binds a name in parts. */
  private bindingsBehind(source: ScopedExpression): Bindings | undefined {
    const { node, scope } = this.evaluate(source, 'unforced');
    if (node.type === 'attrset_expression' || node.type === 'rec_attrset_expression') {
      const bindings = bindingsOf(node);
      const isRecursive = node.type === 'rec_attrset_expression';
      const inside = isRecursive ? this.insideBindings(node, scope) : scope;
      return bindings && { bindings, inside, outside: scope, prefix: [] };
    }
    const name = this.syntax.textOf(node);
    const binding =
      node.type === 'variable_expression' ? throughInherit(lookUp(scope, name)) : undefined;
    if (binding?.kind !== 'definition' || binding.value.type !== 'binding_set') return undefined;
    const inside = binding.scope;
    return { bindings: binding.value, inside, outside: inside.outer ?? inside, prefix: [name] };
  }

  /** One step towards the value; undefined if there is no further step. */
  private next(
    { node, scope }: ScopedExpression,
    limit: EvaluationLimit,
  ): ScopedExpression | undefined {
    const body = field(node, 'body');
    switch (node.type) {
      case 'let_expression':
        return body && { node: body, scope: this.insideBindings(node, scope) };
      case 'with_expression':
        return body && { node: body, scope: this.insideWith(node, scope) };
      case 'assert_expression':
        return body && limit === 'anything' ? { node: body, scope } : undefined;
      case 'variable_expression':
        return this.named(this.syntax.textOf(node), scope);
      case 'select_expression':
        return this.selected({ node, scope });
      case 'apply_expression':
        return this.result({ node, scope }, limit);
      default:
        return undefined;
    }
  }

  private named(name: string, scope: Scope): ScopedExpression | undefined {
    const binding = throughInherit(lookUp(scope, name));
    if (binding?.kind === 'inherited') {
      return this.member({ node: binding.source, scope: binding.scope }, [binding.name]);
    }
    // A name that is bound in parts (`a.b = …; a.c = …;`) has no single expression as its value.
    return binding?.kind === 'definition' && binding.value.type !== 'binding_set'
      ? { node: binding.value, scope: binding.scope }
      : undefined;
  }

  private selected({ node, scope }: ScopedExpression): ScopedExpression | undefined {
    const base = field(node, 'expression');
    const path = field(node, 'attrpath');
    if (!base || !path || field(node, 'default')) return undefined;
    const names = staticPrefix(this.syntax, path);
    return names.length === children(path).length
      ? this.member({ node: base, scope }, names)
      : undefined;
  }

  private valueIn(
    { inside, outside }: Bindings,
    binding: Node,
    name: string,
  ): ScopedExpression | undefined {
    if (binding.type === 'inherit') return this.named(name, outside);
    const value = field(binding, 'expression');
    if (!value) return undefined;
    return binding.type === 'binding'
      ? { node: value, scope: inside }
      : this.member({ node: value, scope: inside }, [name]);
  }

  /** The result of a call, if the function is a literal and gets all of its arguments. */
  private result(
    { node, scope }: ScopedExpression,
    limit: EvaluationLimit,
  ): ScopedExpression | undefined {
    const { head, args } = callOf(node);
    if (this.depth >= maxSelectionDepth) return undefined;
    this.depth++;
    const given = args.map((argument) => ({ node: argument, scope }));
    const { inner, left } = this.bodyAfterParameters(
      { node: head, scope },
      args.length,
      limit,
      given,
    );
    this.depth--;
    return left === 0 ? inner : undefined;
  }

  /** The scope inside a function; a new one for each call, where the argument is known. */
  private insideFunction({ node, scope }: ScopedExpression, given: Given | undefined): Scope {
    if (given) return scopeOfCall(this.syntax, node, scope, given);
    return insideFunction(this.syntax, node, scope);
  }

  /** The scope inside a `with`. */
  insideWith(node: Node, outer: Scope): Scope {
    return insideWith(this.syntax, node, outer);
  }
}

/** A map by node and scope: the body of a function that is called twice has two values. */
class ScopedExpressionMap {
  private readonly scopes = new WeakMap<Scope, Map<number, ScopedExpression>>();

  get({ node, scope }: ScopedExpression): ScopedExpression | undefined {
    return this.scopes.get(scope)?.get(node.id);
  }

  set({ node, scope }: ScopedExpression, value: ScopedExpression): void {
    let nodes = this.scopes.get(scope);
    if (!nodes) this.scopes.set(scope, (nodes = new Map<number, ScopedExpression>()));
    nodes.set(node.id, value);
  }
}

function bare({ node, scope }: ScopedExpression): ScopedExpression {
  return { node: withoutParentheses(node), scope };
}

import type { Node } from 'web-tree-sitter';
import { type PartialEvaluator, type ScopedExpression } from './partial-evaluator';
import { libFunction } from './overlay-roots';
import type { Reference } from '../model/reading';
import { lookUp, opened, scopeOfCall, throughInherit, type Binding, type Scope } from './scope';
import { certainPath, certainPathOfName, staticPrefix } from './set-path';
import { attributeName } from '../syntax/string-literal';
import { bindingsOf, callOf, children, field, operatorOf, type Syntax } from '../syntax/syntax';

/** A reference to a package set that Nix certainly evaluates. */
export interface Forced extends Reference {
  /** How many names of the path are certainly evaluated; for `final ? x` only the set. */
  readonly depth: number;
}

/** One name of `inherit (source) name;` or `inherit name;`. */
export interface Inherited {
  readonly source: ScopedExpression | undefined;
  readonly name: string;
  readonly at: Node;
  readonly scope: Scope;
}

/** Limits the steps for one expression, because recursive functions may never end. */
const maxSteps = 10_000;

/** How often one node is visited in other scopes. */
const maxScopes = 20;

// Why: docs/decisions/reading.md#what-is-certain-and-what-may-be
/**
 * Finds what Nix certainly evaluates of package sets to know the type of an expression (a string, a
 * list, …) and, if it is a set, its names; the values in the set are not included. Expressions that
 * are only perhaps evaluated are left out: branches, operands after `&&`, arguments of functions
 * that are no literals.
 */
export class Forcing {
  private readonly forced = new Map<string, Forced>();
  private readonly pending: ScopedExpression[] = [];
  /** By node: a function literal that is called twice has another scope each time. */
  private readonly seen = new Map<number, Set<Scope>>();

  constructor(
    private readonly syntax: Syntax,
    private readonly evaluator: PartialEvaluator,
  ) {}

  /** What evaluating `start` certainly forces; one entry for each path. Use one object per call. */
  of(start: ScopedExpression | Inherited): readonly Forced[] {
    if ('name' in start) this.inherited(start);
    else this.pending.push(start);
    let steps = 0;
    for (let next = this.pending.pop(); next; next = this.pending.pop()) {
      if (this.isNew(next) && steps++ < maxSteps) this.visit(next);
    }
    return [...this.forced.values()];
  }

  /** Whether it is to be visited. A function that calls itself makes a scope each time, without end. */
  private isNew({ node, scope }: ScopedExpression): boolean {
    const scopes = this.seen.get(node.id) ?? new Set();
    if (scopes.has(scope) || scopes.size >= maxScopes) return false;
    this.seen.set(node.id, scopes.add(scope));
    return true;
  }

  private visit({ node, scope }: ScopedExpression): void {
    switch (node.type) {
      case 'variable_expression':
        return this.name(this.syntax.textOf(node), node, scope);
      case 'select_expression':
        return this.selection(node, scope);
      case 'has_attr_expression':
        return this.question(node, scope);
      case 'apply_expression':
        return this.call(node, scope);
      case 'binary_expression':
        return this.operation(node, scope);
      case 'if_expression':
        return this.parts(node, scope, ['condition']);
      case 'assert_expression':
        return this.parts(node, scope, ['condition', 'body']);
      case 'unary_expression':
        return this.parts(node, scope, ['argument']);
      case 'parenthesized_expression':
      case 'interpolation':
        return this.parts(node, scope, ['expression']);
      case 'let_expression':
        return this.parts(node, this.evaluator.insideBindings(node, scope), ['body']);
      case 'with_expression':
        return this.parts(node, this.evaluator.insideWith(node, scope), ['body']);
      case 'string_expression':
      case 'indented_string_expression':
      case 'path_expression':
        return this.interpolations(node, scope);
      case 'attrset_expression':
        return this.computedNames(node, scope);
      case 'rec_attrset_expression':
        return this.computedNames(node, this.evaluator.insideBindings(node, scope));
    }
  }

  private parts(node: Node, scope: Scope, names: readonly string[]): void {
    for (const name of names) {
      const part = field(node, name);
      if (part) this.pending.push({ node: part, scope });
    }
  }

  private name(name: string, at: Node, scope: Scope): void {
    const binding = lookUp(scope, name);
    if (!binding) return this.openedName(name, at, scope);
    const path = certainPathOfName(this.syntax, name, scope);
    if (path) this.add(path, at);
    else this.value(binding);
  }

  private value(start: Binding): void {
    const binding = throughInherit(start);
    if (binding?.kind === 'definition' && binding.value.type !== 'binding_set') {
      this.pending.push({ node: binding.value, scope: binding.scope });
    }
    if (binding?.kind !== 'inherited' || binding.fallback) return;
    this.member({ node: binding.source, scope: binding.scope }, [binding.name]);
  }

  /**
   * A name from a `with`: Nix searches the innermost one first, and so certainly evaluates its set.
   */
  private openedName(name: string, at: Node, scope: Scope): void {
    const [first, ...others] = [...opened(scope)];
    if (!first) return;
    const path = certainPath(this.syntax, first.set, first.scope);
    if (!path) return void this.pending.push({ node: first.set, scope: first.scope });
    this.add([...path, name], at, others.length > 0 ? path.length : undefined);
  }

  private selection(node: Node, scope: Scope): void {
    const base = field(node, 'expression');
    const path = field(node, 'attrpath');
    if (!base || !path) return;
    const names = staticPrefix(this.syntax, path);
    const isWhole = names.length === children(path).length;
    const from = certainPath(this.syntax, base, scope);
    const hasDefault = field(node, 'default') !== undefined;
    if (from) this.add([...from, ...names], node, hasDefault ? from.length : undefined);
    else if (isWhole && !hasDefault) this.member({ node: base, scope }, names);
    else this.pending.push({ node: base, scope });
    if (names.length === 0) this.interpolations(path, scope);
  }

  private question(node: Node, scope: Scope): void {
    const base = field(node, 'expression');
    const path = field(node, 'attrpath');
    if (!base || !path) return;
    const from = certainPath(this.syntax, base, scope);
    if (!from) return void this.pending.push({ node: base, scope });
    this.add([...from, ...staticPrefix(this.syntax, path)], node, from.length);
  }

  private inherited({ source, name, at, scope }: Inherited): void {
    if (!source) return this.name(name, at, scope);
    const path = certainPath(this.syntax, source.node, source.scope);
    if (path) this.add([...path, name], at);
    else this.member(source, [name]);
  }

  /** Adds the set, and also the member's value if the set is a literal. */
  private member(source: ScopedExpression, names: readonly string[]): void {
    this.pending.push(source);
    const found = this.evaluator.member(source, names);
    if (found) this.pending.push(found);
  }

  /** NOTE: the called function is always evaluated, an argument only if the function needs it. */
  private call(node: Node, scope: Scope): void {
    const { head, args } = callOf(node);
    this.pending.push({ node: head, scope });
    if (
      strictFunctions.has(libFunction(this.syntax, this.evaluator, { node: head, scope }) ?? '') &&
      args[0]
    ) {
      this.pending.push({ node: args[0], scope });
    }
    let called = this.evaluator.evaluate({ node: head, scope });
    for (const argument of args) {
      const body = field(called.node, 'body');
      if (called.node.type !== 'function_expression' || !body) return;
      if (field(called.node, 'formals')) this.pending.push({ node: argument, scope });
      const given = { node: argument, scope };
      const inside = scopeOfCall(this.syntax, called.node, called.scope, given);
      this.pending.push({ node: body, scope: inside });
      called = this.evaluator.evaluate({ node: body, scope: inside });
    }
  }

  private operation(node: Node, scope: Scope): void {
    const operator = operatorOf(this.syntax, node) ?? '';
    if (operator !== '|>') this.parts(node, scope, ['left']);
    if (!['&&', '||', '->', '<|'].includes(operator)) this.parts(node, scope, ['right']);
  }

  private interpolations(node: Node, scope: Scope): void {
    for (const part of children(node)) {
      if (part.type === 'interpolation') this.pending.push({ node: part, scope });
    }
  }

  /**
   * Adds the names in `{ ${name} = …; }`; not in `a.${name} = …;`, where the name is inside of `a`.
   */
  private computedNames(node: Node, scope: Scope): void {
    const bindings = bindingsOf(node);
    for (const binding of bindings ? children(bindings) : []) {
      const path = field(binding, 'attrpath');
      const first = path && children(path)[0];
      if (!first || attributeName(this.syntax, first) !== undefined) continue;
      if (first.type === 'interpolation') this.pending.push({ node: first, scope });
      else this.interpolations(first, scope);
    }
  }

  private add(path: readonly string[], at: Node, depth = path.length): void {
    const key = JSON.stringify(path);
    const known = this.forced.get(key);
    if (known && known.depth >= depth) return;
    this.forced.set(key, { path, position: this.syntax.positionOf(at), depth });
  }
}

/** Functions of lib that always evaluate their first argument. */
const strictFunctions: ReadonlySet<string> = new Set([
  ...['optionalAttrs', 'optional', 'optionals', 'optionalString'],
]);

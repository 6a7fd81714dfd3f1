import type { Node } from 'web-tree-sitter';
import type { ScopedExpression } from './partial-evaluator';
import { packageCallOf, setsAround, type FoundCall } from './package-call';
import { hasDefault, isAlias, isPlainPath } from './aliases';
import { calledWith, type CalledWith } from './called-with';
import { inTextOrder } from '../syntax/position';
import {
  ARGUMENT,
  type MemberExpression,
  type PackageCall,
  type Reference,
} from '../model/reading';
import { insideBindings, insideFunction, insideWith } from './inside';
import { fallbackOf, lookUp, opened, throughInherit, type Binding, type Scope } from './scope';
import { pathsOfName, setPaths, staticPrefix } from './set-path';
import { attributeName } from '../syntax/string-literal';
import { bindingsOf, children, field, withoutParentheses, type Syntax } from '../syntax/syntax';

/**
 * Collects the references of an expression to the package set, and its `callPackage` calls, also
 * through definitions around the expression (`let`, recursive sets). If a name may come from one of
 * two `with`s, both are referenced: a needless reference is safe, a missing one is not.
 * A reference with an empty path is the package set as a whole (`foo pkgs`, `pkgs.${x}`).
 */
export class ReferenceCollector {
  private readonly references = new Map<string, Reference>();
  private readonly calls = new Map<string, PackageCall>();
  private readonly visited = new Set<number>();
  private readonly found: ScopedExpression[] = [];
  private isWalking = false;
  /** The scopes around a `with` from which on all sets were collected from. */
  private readonly openedFrom = new Set<Scope>();
  /** The insides of lets and recursive sets that were collected from. */
  private readonly walkedInside = new Set<Scope>();

  /** @param whole the path of the package set itself, in which every `callPackage` looks last */
  constructor(
    private readonly syntax: Syntax,
    private readonly whole: readonly string[] = [],
  ) {}

  /** The result so far, in text order. */
  get expression(): MemberExpression {
    return { references: inTextOrder(this.references), calls: inTextOrder(this.calls) };
  }

  /**
   * Collects from an expression and all of its parts. NOTE: a stack, not recursion, because
   * thousands of `+` or `//` in a row would overflow it. The parts that a visit finds are walked
   * right after it, in the order in which they were found.
   */
  walk(node: Node, scope: Scope): void {
    this.found.push({ node, scope });
    if (this.isWalking) return;
    this.isWalking = true;
    const pending: ScopedExpression[] = [];
    do {
      while (this.found.length > 0) pending.push(this.found.pop()!);
      const next = pending.pop();
      if (next) this.visit(next.node, next.scope);
    } while (pending.length + this.found.length > 0);
    this.isWalking = false;
  }

  private visit(node: Node, scope: Scope): void {
    switch (node.type) {
      case 'variable_expression':
        return this.name(this.syntax.textOf(node), node, scope);
      case 'select_expression':
        return this.selection(node, scope);
      case 'has_attr_expression':
        return this.selection(node, scope, true);
      case 'apply_expression':
        return this.application(node, scope);
      case 'function_expression':
        return this.everyChild(node, insideFunction(this.syntax, node, scope));
      case 'with_expression':
        return this.withExpression(node, scope);
      case 'let_expression':
        return this.letExpression(node, scope);
      case 'let_attrset_expression':
      case 'rec_attrset_expression':
        return this.recursiveSet(node, scope);
      case 'inherit':
        return this.inherit(node, scope);
      case 'inherit_from':
        return this.inheritFrom(node, scope);
      default:
        return this.everyChild(node, scope);
    }
  }

  private recursiveSet(node: Node, outer: Scope): void {
    const scope = this.newInside(node, outer);
    if (scope) this.everyChild(node, scope);
  }

  /**
   * The scope inside of a let or a recursive set; undefined if all of it is collected already. NOTE:
   * a value in it is walked where it stands, and again where its name leads to it. With lets in lets,
   * each level would be walked as often as there are levels around it.
   */
  private newInside(node: Node, outer: Scope): Scope | undefined {
    const scope = insideBindings(this.syntax, node, outer);
    if (this.walkedInside.has(scope)) return undefined;
    this.walkedInside.add(scope);
    return scope;
  }

  /**
   * Collects from a let. NOTE: an alias of a set (`ps = python3.pkgs;`) makes no reference here, as
   * it would be one to the whole set: each use of it makes one, with the selected path.
   */
  private letExpression(node: Node, outer: Scope): void {
    const scope = this.newInside(node, outer);
    if (!scope) return;
    const bindings = bindingsOf(node);
    for (const binding of bindings ? children(bindings) : []) {
      if (!isAlias(this.syntax, binding, scope)) this.walk(binding, scope);
    }
    const body = field(node, 'body');
    if (body) this.walk(body, scope);
  }

  /** Collects a use of a name; `selected` is the attribute path selected from it. */
  name(name: string, at: Node, scope: Scope, selected: readonly string[] = []): void {
    const paths = pathsOfName(this.syntax, name, scope);
    const binding = lookUp(scope, name);
    const withs = binding ? 0 : this.openedSets(scope);
    const isUncertain = withs > 1 || paths.length > 1 || this.hasFallback(binding);
    for (const path of paths) this.reference([...path, ...selected], at, isUncertain);
    if (binding) this.throughBinding(binding);
  }

  /**
   * Collects from all sets that a name may come from, and says whether there are none, one or more.
   * NOTE: what was opened once needs not be looked at again, and nor does what is around it.
   */
  private openedSets(scope: Scope): 0 | 1 | 2 {
    let count: 0 | 1 | 2 = 0;
    for (const { set, scope: around } of opened(scope)) {
      count = count === 0 ? 1 : 2;
      if (this.openedFrom.has(around) && count === 2) break;
      this.openedFrom.add(around);
      this.openedSet(set, around);
    }
    return count;
  }

  /** Whether a default is used if the name is missing: `a ? b`, `let a = b.c or d; in`. */
  private hasFallback(binding: Binding | undefined): boolean {
    return binding?.kind === 'definition'
      ? hasDefault(binding.value)
      : fallbackOf(binding) !== undefined;
  }

  /** Collects `inherit (source) name;`. */
  inherited(source: Node, name: string, at: Node, scope: Scope): void {
    const paths = setPaths(this.syntax, source, scope);
    const isUncertain = paths.length > 1 || hasDefault(source);
    for (const path of paths) this.reference([...path, name], at, isUncertain);
    this.whereFrom(source, scope, paths);
  }

  /**
   * Collects `inherit name;`. NOTE: a recursive set or a let takes the name from the outer scope.
   */
  inheritedName(name: string, at: Node, scope: Scope): void {
    const binding = scope.names.get(name);
    this.name(name, at, binding?.kind === 'outer' ? binding.scope : scope);
  }

  /**
   * Collects the references of a definition for the expression that uses it; each is walked once.
   */
  private throughBinding(start: Binding): void {
    const binding = throughInherit(start);
    if (!binding) return;
    if (binding.kind === 'definition') this.through(binding.value, binding.scope);
    if (binding.kind === 'inherited') this.through(binding.source, binding.scope);
    const fallback = fallbackOf(binding);
    if (fallback) this.through(fallback.value, fallback.scope);
  }

  private through(value: Node, scope: Scope): void {
    if (this.visited.has(value.id)) return;
    this.visited.add(value.id);
    // An alias of a set makes no reference here: each use of it does, with the selected path.
    this.whereFrom(value, scope, setPaths(this.syntax, value, scope));
  }

  /** Collects from an expression beside the paths that it stands for. */
  private whereFrom(node: Node, scope: Scope, paths: readonly (readonly string[])[]): void {
    if (paths.length > 0 && isPlainPath(node)) this.throughBase(node, scope);
    else this.walk(node, scope);
  }

  /**
   * Collects the references of the expression that makes the set: `with lib.extend (pkgs.foo);`.
   * `with pkgs.foo;` itself makes no reference: Nix searches the set only for names that may come
   * from it, and these are referenced.
   */
  private openedSet(set: Node, scope: Scope): void {
    this.through(set, scope);
  }

  private selection(node: Node, scope: Scope, isQuestion = false): void {
    const base = field(node, 'expression');
    const path = field(node, 'attrpath');
    if (!base || !path) return this.everyChild(node, scope);
    const selected = staticPrefix(this.syntax, path);
    const paths = setPaths(this.syntax, base, scope);
    const fallback = field(node, 'default');
    const isUncertain =
      isQuestion || fallback !== undefined || paths.length > 1 || hasDefault(base);
    for (const prefix of paths) this.reference([...prefix, ...selected], node, isUncertain);
    this.whereFrom(base, scope, paths);
    this.everyChild(path, scope);
    if (fallback) this.walk(fallback, scope);
  }

  /** Collects from the definition of `a` in `a.b.c`, which may have further references. */
  private throughBase(node: Node, scope: Scope): void {
    let base: Node | undefined = node;
    while (base && base.type !== 'variable_expression') {
      const otherwise = field(base, 'default');
      if (otherwise) this.walk(otherwise, scope);
      base = field(base, 'expression');
    }
    const binding = base && lookUp(scope, this.syntax.textOf(base));
    if (binding) this.throughBinding(binding);
  }

  /** NOTE: `callPackage f` is a part of `callPackage f { }`, and must not count as a second call. */
  private application(node: Node, scope: Scope): void {
    if (!this.visited.has(node.id)) {
      for (let part: Node | undefined = node; part?.type === 'apply_expression';) {
        this.visited.add(part.id);
        const applied = field(part, 'function');
        part = applied && withoutParentheses(applied);
      }
      const found = packageCallOf(this.syntax, node, scope);
      if (found) this.packageCall(found);
    }
    const called = this.calledWith(node, scope);
    if (called?.passed) {
      this.walk(field(node, 'function')!, scope);
      for (const part of called.passed) this.walk(part.node, part.scope);
    } else {
      // What it does with the set cannot be read: it may use any member.
      for (const path of called?.paths ?? []) this.reference(path, node, true);
      this.everyChild(node, scope);
    }
  }

  /** NOTE: what extends a set in an overlay is a setting of it, and read where overlays are. */
  private calledWith(node: Node, scope: Scope): CalledWith | undefined {
    const called = calledWith(this.syntax, node, scope);
    const isExtension = called?.paths.some((path) => path.at(-1) !== ARGUMENT);
    return this.whole.length > 0 && isExtension ? undefined : called;
  }

  private packageCall({ call, callers, inline }: FoundCall): void {
    const key = `${call.position.line}:${call.position.column}`;
    this.calls.set(key, call);
    if (inline) this.inlineFormals(inline, call, callers);
  }

  /** References each formal of a lambda literal, because `callPackage` passes arguments by name. */
  private inlineFormals(
    lambda: Node,
    { explicit }: PackageCall,
    callers: readonly (readonly string[])[],
  ): void {
    const sets = setsAround(callers, this.whole);
    // If the set of the `callPackage` is unknown, it is unknown in which sets it looks.
    const isUnsure = sets.length > 1 || callers.length === 0;
    const formals = field(lambda, 'formals');
    for (const formal of formals ? children(formals) : []) {
      const name = field(formal, 'name');
      const text = name && this.syntax.textOf(name);
      if (!text || explicit?.includes(text)) continue;
      const isUncertain = isUnsure || field(formal, 'default') !== undefined;
      for (const set of sets) this.reference([...set, text], formal, isUncertain);
    }
  }

  private withExpression(node: Node, scope: Scope): void {
    const set = field(node, 'environment');
    const body = field(node, 'body');
    if (!set || !body) return this.everyChild(node, scope);
    this.openedSet(set, scope);
    this.walk(body, insideWith(this.syntax, node, scope));
  }

  private inherit(node: Node, scope: Scope): void {
    const names = field(node, 'attrs');
    for (const attribute of names ? children(names) : []) {
      const name = attributeName(this.syntax, attribute);
      if (name !== undefined) this.inheritedName(name, attribute, scope);
    }
  }

  private inheritFrom(node: Node, scope: Scope): void {
    const source = field(node, 'expression');
    const names = field(node, 'attrs');
    if (!source) return;
    for (const attribute of names ? children(names) : []) {
      const name = attributeName(this.syntax, attribute);
      if (name !== undefined) this.inherited(source, name, attribute, scope);
    }
  }

  private everyChild(node: Node, scope: Scope): void {
    for (const child of children(node)) this.walk(child, scope);
  }

  private reference(path: readonly string[], at: Node, isUncertain = false): void {
    const key = JSON.stringify(path);
    const known = this.references.get(key);
    if (known && (isUncertain || !known.isUncertain)) return;
    const position = this.syntax.positionOf(at);
    this.references.set(key, { path, position, ...(isUncertain && { isUncertain }) });
  }
}

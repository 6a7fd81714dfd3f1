import type { Node } from 'web-tree-sitter';
import { attributeName } from '../syntax/string-literal';
import { children, field, type Syntax } from '../syntax/syntax';
import type { Position } from '../model/reading';

/** A formal, and whether a reference to it was found. */
interface TrackedFormal {
  readonly name: string;
  readonly at: Node;
  isUsed: boolean;
}

/** The names bound in a part of the text; undefined for a name that is not bound by a formal. */
interface NameScope {
  readonly bound: ReadonlyMap<string, TrackedFormal | undefined>;
  readonly end: number;
  readonly outer: NameScope | undefined;
}

/** Query pattern for the nodes that `unusedFormals` takes. */
export const NAME_NODES = `[
  (variable_expression) (inherit)
  (function_expression) (let_expression) (let_attrset_expression) (rec_attrset_expression)
]`;

/**
 * The formals of all lambdas in a file that neither their body nor their defaults reference.
 * Lambdas with an ellipsis or an `@` name are left out: there, a formal may exist because callers
 * pass it. A lexical binding wins over every `with`, so a name inside a `with` is a reference, too.
 *
 * NOTE: names that begin with `__` are left out: operators use some of them (`a - b` is `__sub`).
 * @param nodes the file's nodes of `NAME_NODES` in text order; so a node that binds names comes
 *   before the nodes that use them, and one pass is enough
 */
export function unusedFormals(syntax: Syntax, nodes: readonly Node[]): readonly NamedPlace[] {
  const search = new Search(syntax);
  for (const node of nodes) search.visit(node);
  return search.tracked
    .filter(({ name, isUsed }) => !isUsed && !name.startsWith('__'))
    .map(({ name, at }) => ({ name, position: syntax.positionOf(at) }));
}

class Search {
  readonly tracked: TrackedFormal[] = [];
  private names: NameScope | undefined;
  /** Offset of each `inherit` of a let or recursive set: it takes names from the outer scope. */
  private readonly fromOutside = new Set<number>();

  constructor(private readonly syntax: Syntax) {}

  visit(node: Node): void {
    const start = node.startIndex;
    while (this.names && this.names.end <= start) this.names = this.names.outer;
    switch (node.type) {
      case 'variable_expression':
        return use(this.syntax.textOf(node), this.names);
      case 'inherit': {
        const seen = this.fromOutside.has(start) ? this.names?.outer : this.names;
        for (const name of this.namesOf(node)) use(name, seen);
        return;
      }
      case 'function_expression':
        return this.enterFunction(node);
      default:
        return this.enterBindings(node);
    }
  }

  private enterFunction(fn: Node): void {
    const bound = new Map<string, TrackedFormal | undefined>();
    const formals = field(fn, 'formals');
    const universal = field(fn, 'universal');
    const parts = formals?.namedChildren ?? [];
    const isOpen = universal !== undefined || parts.some((part) => part?.type === 'ellipses');
    for (const formal of parts) {
      const at = formal?.type === 'formal' ? field(formal, 'name') : undefined;
      const name = at && this.syntax.textOf(at);
      if (!at || !name) continue;
      const tracked = isOpen ? undefined : { name, at, isUsed: false };
      bound.set(name, tracked);
      if (tracked) this.tracked.push(tracked);
    }
    if (universal) bound.set(this.syntax.textOf(universal), undefined);
    this.names = { bound, end: fn.endIndex, outer: this.names };
  }

  private enterBindings(node: Node): void {
    const bound = new Map<string, undefined>();
    const set = children(node).find(({ type }) => type === 'binding_set');
    for (const binding of set ? children(set) : []) {
      for (const name of this.namesOf(binding)) bound.set(name, undefined);
      if (binding.type === 'inherit') this.fromOutside.add(binding.startIndex);
    }
    this.names = { bound, end: node.endIndex, outer: this.names };
  }

  private namesOf(binding: Node): readonly string[] {
    if (this.syntax.isBridgedInherit(binding)) return [];
    const list = field(binding, binding.type === 'binding' ? 'attrpath' : 'attrs');
    const attributes = list ? children(list) : [];
    return (binding.type === 'binding' ? attributes.slice(0, 1) : attributes)
      .map((attribute) => attributeName(this.syntax, attribute))
      .filter((name) => name !== undefined);
  }
}

function use(name: string, names: NameScope | undefined): void {
  for (let here = names; here; here = here.outer) {
    if (!here.bound.has(name)) continue;
    const tracked = here.bound.get(name);
    if (tracked) tracked.isUsed = true;
    return;
  }
}

/** A name or an escape sequence of a file, with its position. */
export interface NamedPlace {
  readonly name: string;
  readonly position: Position;
}

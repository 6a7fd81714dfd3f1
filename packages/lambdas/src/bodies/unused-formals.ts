import type { Node } from 'web-tree-sitter';
import { attributeName } from '../syntax/string-literal';
import { children, field, type Syntax } from '../syntax/syntax';
import type { Position } from '../model/reading';

/** A formal that is looked for: once it is found, it counts as used. */
interface Wanted {
  readonly name: string;
  readonly at: Node;
  isUsed: boolean;
}

/** The names that a stretch of text sees; undefined for one that is bound by something else than a formal. */
interface NameScope {
  readonly bound: ReadonlyMap<string, Wanted | undefined>;
  readonly end: number;
  readonly outer: NameScope | undefined;
}

/** The nodes that it needs to see, of all of a file. */
export const NAME_NODES = `[
  (variable_expression) (inherit)
  (function_expression) (let_expression) (let_attrset_expression) (rec_attrset_expression)
]`;

/**
 * The formals that neither the body nor another formal's default references, of every lambda whose
 * formals are all there is: with an ellipsis or an `@` name, a formal may be there for its callers'
 * sake. What binds a name lexically wins over every `with`, so a reference under a `with` is one.
 *
 * NOTE: names that begin with `__` are left out: operators reference some of them (`a - b` is `__sub`).
 * @param nodes those of `NAME_NODES`, in the order of the text: what binds names comes before what
 *   sees them, so that one look at each is enough
 */
export function unusedFormals(syntax: Syntax, nodes: readonly Node[]): readonly NamedPlace[] {
  const search = new Search(syntax);
  for (const node of nodes) search.visit(node);
  return search.wanted
    .filter(({ name, isUsed }) => !isUsed && !name.startsWith('__'))
    .map(({ name, at }) => ({ name, position: syntax.positionOf(at) }));
}

class Search {
  readonly wanted: Wanted[] = [];
  private names: NameScope | undefined;
  /** Where each `inherit` of a let or a recursive set starts: it takes names from around that. */
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
    const bound = new Map<string, Wanted | undefined>();
    const formals = field(fn, 'formals');
    const universal = field(fn, 'universal');
    const parts = formals?.namedChildren ?? [];
    const isOpen = universal !== undefined || parts.some((part) => part?.type === 'ellipses');
    for (const formal of parts) {
      const at = formal?.type === 'formal' ? field(formal, 'name') : undefined;
      const name = at && this.syntax.textOf(at);
      if (!at || !name) continue;
      const wanted = isOpen ? undefined : { name, at, isUsed: false };
      bound.set(name, wanted);
      if (wanted) this.wanted.push(wanted);
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
    const wanted = here.bound.get(name);
    if (wanted) wanted.isUsed = true;
    return;
  }
}

/** A piece of a file's text, and where it stands. */
export interface NamedPlace {
  readonly name: string;
  readonly position: Position;
}

import type { Node } from 'web-tree-sitter';
import type { NamedPlace } from './body';
import { attributeName } from './string-literal';
import { children, field, type Syntax } from './syntax';

/** A formal that is looked for: once it is found, it counts as used. */
interface Wanted {
  readonly name: string;
  readonly at: Node;
  isUsed: boolean;
}

/** The names that a place sees; undefined for one that is bound by something else than a formal. */
interface Names {
  readonly bound: ReadonlyMap<string, Wanted | undefined>;
  readonly outer: Names | undefined;
}

/**
 * The formals that neither the body nor another formal's default mentions, of every lambda whose
 * formals are all there is: with an ellipsis or an `@` name, a formal may be there for its callers'
 * sake. What binds a name lexically wins over every `with`, so a mention under a `with` is one.
 *
 * NOTE: names that begin with `__` are left out: operators mention some of them (`a - b` is `__sub`).
 */
export function unusedFormals(syntax: Syntax): readonly NamedPlace[] {
  const search = new Search(syntax);
  search.walk();
  return search.wanted
    .filter(({ name, isUsed }) => !isUsed && !name.startsWith('__'))
    .map(({ name, at }) => ({ name, position: syntax.positionOf(at) }));
}

class Search {
  readonly wanted: Wanted[] = [];
  private readonly pending: { readonly node: Node; readonly names: Names | undefined }[] = [];

  constructor(private readonly syntax: Syntax) {}

  /** NOTE: a stack of its own instead of recursion, which a long `a + b + …` would overflow. */
  walk(): void {
    this.pending.push({ node: this.syntax.root, names: undefined });
    for (let next; (next = this.pending.pop());) this.visit(next.node, next.names);
  }

  private visit(node: Node, names: Names | undefined): void {
    switch (node.type) {
      case 'identifier':
      case 'string_fragment':
      case 'comment':
        return;
      case 'variable_expression':
        return use(this.syntax.textOf(node), names);
      case 'function_expression':
        return this.everyChild(node, this.namesOfFunction(node, names));
      case 'inherit':
        return this.inherit(node, names);
      case 'inherit_from': {
        const source = field(node, 'expression');
        if (source) this.pending.push({ node: source, names });
        return;
      }
      case 'let_expression':
      case 'let_attrset_expression':
      case 'rec_attrset_expression':
        return this.bindings(node, names);
      default:
        return this.everyChild(node, names);
    }
  }

  private everyChild(node: Node, names: Names | undefined): void {
    for (const child of node.namedChildren) if (child) this.pending.push({ node: child, names });
  }

  private namesOfFunction(fn: Node, outer: Names | undefined): Names {
    const bound = new Map<string, Wanted | undefined>();
    const universal = field(fn, 'universal');
    const parts = children(field(fn, 'formals') ?? fn).filter(({ type }) => type === 'formal');
    const isOpen =
      universal !== undefined ||
      (field(fn, 'formals')?.namedChildren.some((part) => part?.type === 'ellipses') ?? false);
    for (const formal of parts) {
      const at = field(formal, 'name');
      const name = at && this.syntax.textOf(at);
      if (!at || !name) continue;
      const wanted = isOpen ? undefined : { name, at, isUsed: false };
      bound.set(name, wanted);
      if (wanted) this.wanted.push(wanted);
    }
    if (universal) bound.set(this.syntax.textOf(universal), undefined);
    return { bound, outer };
  }

  /** `inherit a;` of a let or a recursive set takes the `a` from around it, all else sees its names. */
  private bindings(node: Node, outer: Names | undefined): void {
    const set = children(node).find(({ type }) => type === 'binding_set');
    const all = set ? children(set) : [];
    const bound = new Map<string, undefined>();
    for (const binding of all) for (const name of this.namesOf(binding)) bound.set(name, undefined);
    const names = { bound, outer };
    for (const binding of all) {
      if (binding.type === 'inherit') this.inherit(binding, outer);
      else this.pending.push({ node: binding, names });
    }
    const body = field(node, 'body');
    if (body) this.pending.push({ node: body, names });
  }

  private namesOf(binding: Node): readonly string[] {
    if (this.syntax.isBridgedInherit(binding)) return [];
    const list = field(binding, binding.type === 'binding' ? 'attrpath' : 'attrs');
    const attributes = list ? children(list) : [];
    return (binding.type === 'binding' ? attributes.slice(0, 1) : attributes)
      .map((attribute) => attributeName(this.syntax, attribute))
      .filter((name) => name !== undefined);
  }

  private inherit(node: Node, names: Names | undefined): void {
    for (const name of this.namesOf(node)) use(name, names);
  }
}

function use(name: string, names: Names | undefined): void {
  for (let here = names; here; here = here.outer) {
    if (!here.bound.has(name)) continue;
    const wanted = here.bound.get(name);
    if (wanted) wanted.isUsed = true;
    return;
  }
}

import type { Node } from 'web-tree-sitter';
import { attributeName } from '../syntax/string-literal';
import { children, field, type Syntax } from '../syntax/syntax';

/** Bindings by their attribute paths. */
interface Index {
  readonly bindings: ReadonlyMap<string, Node>;
  /**
   * Paths of sets in parts: they are bound more than once, or are the beginning of longer paths.
   */
  readonly parts: ReadonlySet<string>;
}

/** Finds bindings of sets and lets by attribute path; each `binding_set` is indexed only once. */
export class SetIndex {
  private readonly indices = new Map<number, Index>();

  constructor(private readonly syntax: Syntax) {}

  /**
   * The binding of a path or of its beginning, and how many names of the path are bound by it;
   * undefined where there is none, or where the path is bound in parts.
   */
  find(
    bindings: Node,
    path: readonly string[],
  ): { readonly binding: Node; readonly names: number } | undefined {
    let index = this.indices.get(bindings.id);
    if (!index) this.indices.set(bindings.id, (index = this.indexOf(bindings)));
    for (let names = 1; names <= path.length; names++) {
      const key = keyOf(path.slice(0, names));
      const binding = index.bindings.get(key);
      if (binding) return index.parts.has(key) ? undefined : { binding, names };
    }
    return undefined;
  }

  private indexOf(bindingSet: Node): Index {
    const bindings = new Map<string, Node>();
    const parts = new Set<string>();
    for (const binding of children(bindingSet)) {
      if (this.syntax.isBridgedInherit(binding)) continue;
      for (const path of this.pathsOf(binding)) {
        const key = keyOf(path);
        if (bindings.has(key)) parts.add(key);
        bindings.set(key, binding);
        for (let names = 1; names < path.length; names++) parts.add(keyOf(path.slice(0, names)));
      }
    }
    return { bindings, parts };
  }

  /** The paths that a binding binds; none where a name is computed. */
  private pathsOf(binding: Node): string[][] {
    const list = field(binding, binding.type === 'binding' ? 'attrpath' : 'attrs');
    const names = (list ? children(list) : []).map((attribute) =>
      attributeName(this.syntax, attribute),
    );
    const known = names.filter((name) => name !== undefined);
    if (binding.type !== 'binding') return known.map((name) => [name]);
    return known.length === names.length ? [known] : [];
  }
}

function keyOf(path: readonly string[]): string {
  return JSON.stringify(path);
}

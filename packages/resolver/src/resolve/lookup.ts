import type { AttributePath } from '../attribute-path';
import type { TreeNode } from './package-tree';

/** What a name means for a package, and in which scope it was found. */
export interface Found {
  readonly node: TreeNode;
  /** The scope that has it: `[]` is top level. */
  readonly scope: AttributePath;
}

/**
 * The scopes in which names of a package are looked up, innermost first, top level last. A plain
 * set is no scope: what lies in it looks past it.
 */
export function scopesOf(root: TreeNode, packagePath: AttributePath): readonly TreeNode[] {
  const scopes = [root];
  let at: TreeNode | undefined = root;
  for (const name of packagePath.slice(0, -1)) {
    at = at?.members.get(name);
    if (at?.isScope) scopes.unshift(at);
  }
  return scopes;
}

/** A name, scope by scope from the inside outwards. */
export function lookUp(scopes: readonly TreeNode[], name: string): Found | undefined {
  for (const scope of scopes) {
    const node = scope.members.get(name);
    if (node) return { node, scope: scope.path };
  }
  return undefined;
}

import type { AttributePath } from '../names/attribute-path';
import type { BaseNames } from '../base/base-names';
import type { TreeNode } from './package-tree';
import { AMBIENT_OF_SCOPES } from '../names/ambient';

/** What a name means for a package, and in which scope it was found. */
export type Found = FoundInRepos | FoundInBase;

export interface FoundInRepos {
  readonly node: TreeNode;
  /** The scope that has it: `[]` is top level. */
  readonly scope: AttributePath;
}

/** In the base's set of the scope's path. */
export interface FoundInBase {
  readonly node?: undefined;
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

/**
 * A name, scope by scope from the inside outwards: in the repos, and then in the base's set of the
 * same path, before going one scope out.
 */
export function lookUp(
  scopes: readonly TreeNode[],
  base: BaseNames,
  name: string,
): Found | undefined {
  for (const scope of scopes) {
    const node = scope.members.get(name);
    if (node) return { node, scope: scope.path };
    if (base.has([...scope.path, name])) return { scope: scope.path };
    // NOTE: every scope has these of its own, so they are never the base's of further out.
    if (scope.isScope && AMBIENT_OF_SCOPES.has(name)) return undefined;
  }
  return undefined;
}

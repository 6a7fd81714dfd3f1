import type { AttributePath } from '../names/attribute-path';
import type { BaseNames } from '../base/base-names';
import type { ReadReference } from '../locate/resolution';
import { nodeAt, type TreeNode } from './package-tree';
import { AMBIENT_OF_SCOPES } from '../names/ambient';

/** The result of looking a name up, and the scope where it was found. */
export type Found = FoundInRepos | FoundInBase;

/** The name is a package or set of the repos. */

export interface FoundInRepos {
  readonly node: TreeNode;
  /** The scope that has the name; `[]` is top level. */
  readonly scope: AttributePath;
}

/** The name is in the base, in the set at the scope's path. */
export interface FoundInBase {
  readonly node?: undefined;
  readonly scope: AttributePath;
}

/**
 * The scopes in which the names of a package are looked up, the innermost first, top level last. A
 * plain set is no scope, so the packages in it do not see its members.
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
 * The scopes in which the first name of a reference is looked up: those of the set whose
 * `callPackage` calls the file that it stands in, which may lie behind a package
 * (`python3.pkgs.callPackage`), or `own`.
 */
export function scopesOfReference(
  root: TreeNode,
  base: BaseNames,
  { from }: Pick<ReadReference, 'from'>,
  own: readonly TreeNode[],
): readonly TreeNode[] {
  return from ? scopesOf(root, [...base.inItsSet(from), '']) : own;
}

/**
 * Whether it is known in which set a reference is looked up. Behind a package of which the base has
 * not been asked yet, or of which it does not tell, a name that nobody has is no problem.
 */
export function isSetKnown(
  root: TreeNode,
  base: BaseNames,
  { from = [] }: Pick<ReadReference, 'from'>,
): boolean {
  const set = base.inItsSet(from);
  return set.length === 0 || nodeAt(root, set)?.isScope === true || base.kindOf(set) !== undefined;
}

/**
 * Looks a name up in each scope, from the innermost outwards: first in the repos, then in the
 * base's set at the same path. Undefined if none has it.
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
    // NOTE: every scope has these names itself, so the search must not go further out.
    if (scope.isScope && AMBIENT_OF_SCOPES.has(name)) return undefined;
  }
  return undefined;
}

import { pathText, type AttributePath } from '../names/attribute-path';
import type { ReadFormal } from '../locate/resolution';
import { PACKAGE_SETS } from '../names/package-sets';
import type { BaseNames } from '../base/base-names';
import { makeEdge, type Edge } from './edge';
import { lookUp, type Found } from './lookup';
import { deepestNode, isLeaf, type TreeNode, type TreePackage } from './package-tree';

/** Edges to the members of a formal that a body uses. */
export interface SelectedEdges {
  readonly edges: readonly Edge[];
  /** The edges are complete, so no edge to the whole set is needed. */
  readonly isAll: boolean;
}

const NOTHING: SelectedEdges = { edges: [], isAll: false };

// Why: docs/decisions/names.md#bodies-refine-edges-and-are-never-a-problem
/**
 * Replaces the edge to a set, or to the whole package set, by edges to the members that the body
 * uses. An unknown member is no problem, because the body may never evaluate it; then the edge to
 * the whole set is kept, too.
 *
 * @param found the result of looking the formal's name up; undefined if it is ambient
 */
export function selectedEdges(
  root: TreeNode,
  base: BaseNames,
  pkg: TreePackage,
  formal: ReadFormal,
  found: Found | undefined,
): SelectedEdges {
  // Attributes of a package are not looked up.
  if (!formal.selects || (found?.node && isLeaf(found.node))) return NOTHING;
  const isWholeSet = PACKAGE_SETS.has(formal.name) && !found?.node;
  if (!found && !isWholeSet) return NOTHING;

  const edges: Edge[] = [];
  let isAll = formal.selects.isAll;
  for (const member of formal.selects.members) {
    const by = pathText([formal.name, ...member.path]);
    const to = isWholeSet
      ? memberOfTopLevel(root, base, member.path)
      : memberOf(found!, base, [formal.name, ...member.path], 2);
    if (!to) isAll = false;
    else {
      const kind = formal.hasDefault || member.isOptional ? 'optional' : 'required';
      edges.push(makeEdge(pkg, to.key, to.isBase ? 'base' : kind, by, true));
    }
  }
  return { edges, isAll };
}

interface Member {
  readonly key: string;
  readonly isBase: boolean;
}

/** The member of top level that `pkgs.python3Packages.requests` leads to. */
function memberOfTopLevel(
  root: TreeNode,
  base: BaseNames,
  path: AttributePath,
): Member | undefined {
  const found = lookUp([root], base, path[0]!);
  return found && memberOf(found, base, path, 1);
}

/**
 * The last known node on a path, in the repos or in the base, whichever is deeper.
 * @param path from the scope where its first name was found
 * @param atLeast how many of its names must be known; undefined if fewer are
 */
function memberOf(
  { node, scope }: Found,
  base: BaseNames,
  path: AttributePath,
  atLeast: number,
): Member | undefined {
  const inRepos = node && deepestNode(node, path.slice(1));
  const known = inRepos ? inRepos.path.length - scope.length : 0;
  const isMade = inRepos !== undefined && isLeaf(inRepos);
  for (let depth = path.length; depth >= atLeast && depth > known && !isMade; depth--) {
    const inBase = [...scope, ...path.slice(0, depth)];
    if (base.has(inBase)) return { key: pathText(inBase), isBase: true };
  }
  return inRepos && known >= atLeast ? { key: inRepos.key, isBase: false } : undefined;
}

import { pathText, type AttributePath } from '../names/attribute-path';
import type { ReadFormal } from '../locate/resolution';
import { PACKAGE_SETS } from '../names/package-sets';
import type { BaseNames } from '../base/base-names';
import { makeEdge, type Edge } from './edge';
import { furtherEdges, referenceText } from './further-edges';
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
  if (!formal.selects) return NOTHING;
  const isWholeSet = PACKAGE_SETS.has(formal.name) && !found?.node;
  if (!found && !isWholeSet) return NOTHING;
  const isPackage = found?.node !== undefined && isLeaf(found.node);

  const edges: Edge[] = [];
  let { isAll } = formal.selects;
  for (const member of formal.selects.members) {
    const path = [...(isWholeSet ? [] : [...found!.scope, formal.name]), ...member.path];
    const by = referenceText([formal.name, ...member.path]);
    const kind = formal.hasDefault || member.isOptional ? 'optional' : 'required';
    const further = furtherEdges(root, base, pkg, path, kind, by);
    edges.push(...further);
    // Attributes of a package are not looked up.
    const to = isPackage
      ? undefined
      : isWholeSet
        ? memberOfTopLevel(root, base, member.path)
        : memberOf(found!, base, [formal.name, ...member.path], 2);
    if (to) edges.push(makeEdge(pkg, to.key, to.isBase ? 'base' : kind, by, true));
    else if (further.length === 0) isAll = false;
  }
  // What lies behind a package does not stand for the package.
  const name = [...(found?.scope ?? []), formal.name];
  const isBehindSet =
    isWholeSet ||
    (!isPackage && (found?.node !== undefined || base.kindBehind(name) !== 'package'));
  return { edges, isAll: isAll && isBehindSet };
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

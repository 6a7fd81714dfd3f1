import { pathText, type AttributePath } from '../names/attribute-path';
import type { ResolvedFormal } from '../locate/resolution';
import { PACKAGE_SETS } from '../names/package-sets';
import type { BaseNames } from '../base/base-names';
import { edge, type Edge } from './edge';
import { lookUp, type Found } from './lookup';
import { deepest, isLeaf, type TreeNode, type TreePackage } from './package-tree';

/** What a body takes out of a formal, as edges. */
export interface SelectedEdges {
  readonly edges: readonly Edge[];
  /** They are all there is: no edge to the set as a whole is needed. */
  readonly isAll: boolean;
}

const NOTHING: SelectedEdges = { edges: [], isAll: false };

// Why: docs/decisions/names.md#bodies-refine-edges-and-are-never-a-problem
/**
 * Refines a formal that is a set of packages, or stands for the whole package set, by what the body
 * takes out of it. A member that nobody is known to have is no problem: the body may not come to that
 * place. Then the edge to the whole set stays.
 *
 * @param found what the formal's name means, where it is not ambient
 */
export function selectedEdges(
  root: TreeNode,
  base: BaseNames,
  pkg: TreePackage,
  formal: ResolvedFormal,
  found: Found | undefined,
): SelectedEdges {
  // What lies inside of a package is that package's own matter.
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
      edges.push(edge(pkg, to.key, to.isBase ? 'base' : kind, by, true));
    }
  }
  return { edges, isAll };
}

interface Member {
  readonly key: string;
  readonly isBase: boolean;
}

/** `pkgs.python3Packages.requests` */
function memberOfTopLevel(
  root: TreeNode,
  base: BaseNames,
  path: AttributePath,
): Member | undefined {
  const found = lookUp([root], base, path[0]!);
  return found && memberOf(found, base, path, 1);
}

/**
 * As far down a path as the repos, or else the base, are known to go.
 * @param path from the scope where its first name was found
 * @param atLeast how many of its names must be known
 */
function memberOf(
  { node, scope }: Found,
  base: BaseNames,
  path: AttributePath,
  atLeast: number,
): Member | undefined {
  const inRepos = node && deepest(node, path.slice(1));
  const known = inRepos ? inRepos.path.length - scope.length : 0;
  const isMade = inRepos !== undefined && isLeaf(inRepos);
  for (let depth = path.length; depth >= atLeast && depth > known && !isMade; depth--) {
    const inBase = [...scope, ...path.slice(0, depth)];
    if (base.has(inBase)) return { key: pathText(inBase), isBase: true };
  }
  return inRepos && known >= atLeast ? { key: inRepos.key, isBase: false } : undefined;
}

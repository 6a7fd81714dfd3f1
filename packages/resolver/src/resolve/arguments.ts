import { attributeName, pathText, type AttributePath } from '../attribute-path';
import type { ResolvedFormal } from '../locate/resolution';
import { nearestNames } from '../nearest-names';
import type { Places } from '../places';
import type { Problem } from '../problems/problem';
import { UnknownMember } from '../problems/unknown-member';
import { UnknownName } from '../problems/unknown-name';
import { lookUp, scopesOf, type Found } from './lookup';
import { nodeAt, type TreeNode, type TreePackage } from './package-tree';
import { AMBIENT_OF_SCOPES } from './registry-config';

/**
 * How a package leans on another, or on a whole set:
 * - `required`: a formal without a default;
 * - `optional`: a formal with one (callPackage passes what exists all the same);
 * - `structural`: a leaf of a default's shape;
 * - `self`: a package that names itself.
 */
export type EdgeKind = 'required' | 'optional' | 'structural' | 'self';

export interface Edge {
  readonly to: string;
  readonly kind: EdgeKind;
  /** The formal, or the name in an expression, that makes the edge, as Nix text. */
  readonly by: string;
}

/** One argument that the registry passes to a lambda. */
export interface Argument {
  readonly formal: string;
  /** The scope whose attribute it is: `[]` is top level. */
  readonly scope: AttributePath;
  /** The only members that are passed, where the default is a shape. */
  readonly members?: readonly AttributePath[];
}

/** What a package is called with, whom it leans on, and what is wrong with that. */
export interface ResolvedNames {
  readonly arguments: readonly Argument[];
  readonly edges: readonly Edge[];
  readonly problems: readonly Problem[];
}

/** Turns the names that one package asks for into arguments and edges: the rules of the README. */
export function resolveNames(
  root: TreeNode,
  pkg: TreePackage,
  ambient: ReadonlySet<string>,
  places: Places,
): ResolvedNames {
  const scopes = scopesOf(root, pkg.resolved.path);
  const args: Argument[] = [];
  const edges: Edge[] = [];
  const problems: Problem[] = [];

  for (const formal of pkg.resolved.formals) {
    const found = lookUp(scopes, formal.name);
    if (found && formal.shape && !found.node.pkg) {
      const members = shapeMembers(found, formal, pkg, places);
      problems.push(...members.problems);
      edges.push(...members.edges);
      args.push({ formal: formal.name, scope: found.scope, members: members.paths });
    } else if (found) {
      const kind = formal.hasDefault ? 'optional' : 'required';
      edges.push(edge(pkg, found.node.key, kind, attributeName(formal.name)));
      args.push({ formal: formal.name, scope: found.scope });
    } else if (scopes[0]!.isScope && AMBIENT_OF_SCOPES.has(formal.name)) {
      args.push({ formal: formal.name, scope: scopes[0]!.path });
    } else if (ambient.has(formal.name)) {
      args.push({ formal: formal.name, scope: [] });
    } else if (!formal.hasDefault) {
      const place = places.ofFormal(pkg.resolution, pkg.index, [formal.name]);
      problems.push(unknown(formal.name, pkg, scopes, ambient, place));
    }
  }

  pkg.resolved.mentions.forEach((mention, index) => {
    const name = mention.path[0];
    // The whole set, handed on: which of its packages are meant cannot be known, as with `pkgs`.
    if (name === undefined) return;
    const around = mention.from ? scopesOf(root, [...mention.from, name]) : scopes;
    const found = lookUp(around, name);
    if (found) {
      edges.push(
        edge(pkg, deepest(found.node, mention.path.slice(1)), 'required', pathText(mention.path)),
      );
    } else if (!mention.isOptional && !ambient.has(name) && !AMBIENT_OF_SCOPES.has(name)) {
      const place = places.ofMention(pkg.resolution, pkg.index, index);
      problems.push(unknown(name, pkg, around, ambient, place));
    }
  });

  return { arguments: args, edges: withoutDuplicates(edges), problems };
}

function edge(pkg: TreePackage, to: string, kind: EdgeKind, by: string): Edge {
  return { to, kind: to === pkg.key ? 'self' : kind, by };
}

function shapeMembers(
  { node }: Found,
  formal: ResolvedFormal,
  pkg: TreePackage,
  places: Places,
): {
  readonly paths: readonly AttributePath[];
  readonly edges: readonly Edge[];
  readonly problems: readonly Problem[];
} {
  const paths: AttributePath[] = [];
  const edges: Edge[] = [];
  const problems: Problem[] = [];
  for (const path of formal.shape ?? []) {
    const member = nodeAt(node, path);
    const by = pathText([formal.name, ...path]);
    if (member) {
      paths.push(path);
      edges.push(edge(pkg, member.key, 'structural', by));
    } else {
      const place = places.ofFormal(pkg.resolution, pkg.index, [formal.name, ...path]);
      problems.push(unknownMember(node, path, by, pkg, place));
    }
  }
  return { paths, edges, problems };
}

function unknownMember(
  set: TreeNode,
  path: AttributePath,
  by: string,
  pkg: TreePackage,
  place: ReturnType<Places['ofPackage']>,
): Problem {
  let at = set;
  let depth = 0;
  for (; depth < path.length - 1 && at.members.has(path[depth]!); depth++) {
    at = at.members.get(path[depth]!)!;
  }
  const near = (): readonly string[] =>
    nearestNames(path[depth]!, at.members.keys()).map(attributeName);
  return new UnknownMember(place, by, pkg.key, at.key, near);
}

function unknown(
  name: string,
  pkg: TreePackage,
  scopes: readonly TreeNode[],
  ambient: ReadonlySet<string>,
  place: ReturnType<Places['ofPackage']>,
): Problem {
  const near = (): readonly string[] => {
    const candidates = [...scopes.flatMap((scope) => [...scope.members.keys()]), ...ambient];
    return nearestNames(name, candidates).map(attributeName);
  };
  return new UnknownName(place, attributeName(name), pkg.key, near);
}

/** As far down as packages go: what lies inside of a package is that package's own matter. */
function deepest(from: TreeNode, path: AttributePath): string {
  let at = from;
  for (const name of path) {
    const next = at.pkg ? undefined : at.members.get(name);
    if (!next) break;
    at = next;
  }
  return at.key;
}

/** One edge for each pair; a `required` one says more than an `optional` one. */
function withoutDuplicates(edges: readonly Edge[]): readonly Edge[] {
  const byTarget = new Map<string, Edge>();
  for (const next of edges) {
    const known = byTarget.get(next.to);
    if (!known || (known.kind === 'optional' && next.kind !== 'optional')) {
      byTarget.set(next.to, next);
    }
  }
  return [...byTarget.values()].sort((a, b) => (a.to < b.to ? -1 : a.to > b.to ? 1 : 0));
}

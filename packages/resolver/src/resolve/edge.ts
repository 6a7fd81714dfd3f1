import { compareNames } from '../names/attribute-path';

/**
 * How a package depends on another package or on a whole set:
 * - `required`: a formal without a default;
 * - `optional`: a formal with a default (callPackage passes the argument if it exists);
 * - `structural`: a leaf of a default's shape;
 * - `self`: a package that asks for its own name;
 * - `base`: a name of the base, whether the formal has a default or not;
 * - `previous`: a reference of a layer to the set below it.
 *
 * The `through-base` edges, from names of the base to packages of repos, are one separate list for
 * all packages (see `ThroughBaseEdges`).
 */
export type EdgeKind = 'required' | 'optional' | 'structural' | 'self' | 'base' | 'previous';

/** An edge from a package to another package, a whole set, or a name of the base. */
export interface Edge {
  /** Key of a package, set or layer's definition; for `base`, the path in the base as Nix text. */
  readonly to: string;
  readonly kind: EdgeKind;
  /** The formal, or the reference in an expression or body, that makes the edge; as Nix text. */
  readonly by: string;
  /** The edge comes from the body, not from a formal: `python3Packages.requests`. */
  readonly isFromBody?: true;
}

/** Makes an edge; its kind is `self` if it leads to the package itself. */
export function makeEdge(
  pkg: { readonly key: string },
  to: string,
  kind: EdgeKind,
  by: string,
  isFromBody = false,
): Edge {
  const own = to === pkg.key ? 'self' : kind;
  return { to, kind: own, by, ...(isFromBody && { isFromBody: true as const }) };
}

/** Keeps the strongest edge to each target, and sorts the edges by target. */
export function withoutDuplicates(edges: readonly Edge[]): readonly Edge[] {
  const byTarget = new Map<string, Edge>();
  for (const next of edges) {
    // A set with members of the repos and of the base has an edge to both.
    const target = `${next.kind === 'base' ? 'base' : 'repos'} ${next.to}`;
    const known = byTarget.get(target);
    if (!known || weight(next) > weight(known)) byTarget.set(target, next);
  }
  return [...byTarget.values()].sort(
    (a, b) => compareNames(a.to, b.to) || compareNames(a.kind, b.kind),
  );
}

/** The strength of an edge: `optional` is weakest; then formals count more than bodies. */
function weight({ kind, isFromBody }: Edge): number {
  return (kind === 'optional' ? 0 : 2) + (isFromBody ? 0 : 1);
}

import { compareNames } from '../names/attribute-path';

/**
 * How a package leans on another, or on a whole set:
 * - `required`: a formal without a default;
 * - `optional`: a formal with one (callPackage passes what exists all the same);
 * - `structural`: a leaf of a default's shape;
 * - `self`: a package that names itself;
 * - `base`: a name of the base, whether the formal has a default or not;
 * - `previous`: what a layer takes from the set below it.
 *
 * What names of the base lead back to, the `through-base` edges, is one list for all packages (see
 * `BaseWay`).
 */
export type EdgeKind = 'required' | 'optional' | 'structural' | 'self' | 'base' | 'previous';

/** One package leaning on another, on a whole set, or on something of the base. */
export interface Edge {
  /** The key of a package, a set or a layer's definition; of a `base` edge the attribute path in the base, as Nix text. */
  readonly to: string;
  readonly kind: EdgeKind;
  /** The formal, or the name in an expression or body, that makes the edge, as Nix text. */
  readonly by: string;
  /** The body says it, and not the formals: `python3Packages.requests`, `inherit (pkgs) zlib`. */
  readonly isFromBody?: true;
}

export function edge(
  pkg: { readonly key: string },
  to: string,
  kind: EdgeKind,
  by: string,
  isFromBody = false,
): Edge {
  const own = to === pkg.key ? 'self' : kind;
  return { to, kind: own, by, ...(isFromBody && { isFromBody: true as const }) };
}

/** One edge for each pair, sorted: the one that says most. */
export function withoutDuplicates(edges: readonly Edge[]): readonly Edge[] {
  const byTarget = new Map<string, Edge>();
  for (const next of edges) {
    // A set can be the repos' and the base's together.
    const target = `${next.kind === 'base' ? 'base' : 'repos'} ${next.to}`;
    const known = byTarget.get(target);
    if (!known || weight(next) > weight(known)) byTarget.set(target, next);
  }
  return [...byTarget.values()].sort(
    (a, b) => compareNames(a.to, b.to) || compareNames(a.kind, b.kind),
  );
}

/** What formals say comes before what bodies say; a `required` edge says more than an `optional` one. */
function weight({ kind, isFromBody }: Edge): number {
  return (kind === 'optional' ? 0 : 2) + (isFromBody ? 0 : 1);
}

import { pathText } from '../names/attribute-path';
import type { Places } from '../locate/places';
import { PackageCycle } from '../problems/package-cycle';
import type { Place, Problem } from '../problems/problem';
import type { Edge } from '../resolve/edge';
import type { TreePackage } from '../resolve/package-tree';
import type { Component } from './wired';

/** A node of a circle that has a place: a package, or a setting of a layer. */
export interface Asking {
  readonly isPackage: boolean;
  /** The place of its reference to another node of the graph. */
  readonly placeOf: (to: string) => Place;
}

/**
 * One `PackageCycle` for each component, with the edges of its shortest circle and their places.
 * @param asking packages and settings by their names in the graph
 */
export function cycleProblems(
  components: readonly Component[],
  asking: ReadonlyMap<string, Asking>,
): readonly Problem[] {
  return components.map(({ members, cycle }) => {
    const first = cycle.findIndex((key) => asking.has(key));
    const circle = [...cycle.slice(first), ...cycle.slice(0, first)];
    let last: Place | undefined;
    const steps = circle.map((from, i) => {
      const to = circle[(i + 1) % circle.length]!;
      // A set has no place: its step is shown where the previous node asks for the set.
      const place = asking.get(from)?.placeOf(to) ?? last!;
      last = place;
      return { from, to, place };
    });
    const packagesInIt = members.filter((key) => asking.get(key)?.isPackage).length;
    return new PackageCycle(steps[0]!.place, steps, packagesInIt);
  });
}

/** The place of the formal or reference that makes an edge. */
export function placeOfEdge(
  { pkg, edges }: { readonly pkg: TreePackage; readonly edges: readonly Edge[] },
  to: string,
  places: Places,
): Place {
  const by = edges.find((edge) => edge.to === to)?.by;
  const reference = pkg.read.references.findIndex((m) => pathText(m.path) === by);
  if (pkg.read.kind === 'expression' && reference >= 0) {
    return places.ofReference(pkg.resolution, pkg.index, reference);
  }
  const leaf = pkg.read.formals
    .flatMap((formal) => [[formal.name], ...(formal.shape ?? []).map((s) => [formal.name, ...s])])
    .find((path) => pathText(path) === by);
  return leaf
    ? places.ofFormal(pkg.resolution, pkg.index, leaf)
    : places.ofPackage(pkg.resolution, pkg.index);
}

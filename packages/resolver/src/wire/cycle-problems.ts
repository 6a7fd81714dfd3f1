import { pathText } from '../names/attribute-path';
import type { Places } from '../locate/places';
import { PackageCycle } from '../problems/package-cycle';
import type { Place, Problem } from '../problems/problem';
import type { Edge } from '../resolve/edge';
import type { TreePackage } from '../resolve/package-tree';
import type { Component } from './wired';

/** What has a place in a circle: a package, or an attribute of a layer. */
export interface Asking {
  readonly isPackage: boolean;
  /** Where it asks for something, by the name of that in the graph. */
  readonly placeOf: (to: string) => Place;
}

/**
 * One problem for each component, its shortest circle spelled out with who asks where.
 * @param asking by their names in the graph
 */
export function cycleProblems(
  components: readonly Component[],
  asking: ReadonlyMap<string, Asking>,
): readonly Problem[] {
  return components.map(({ members, cycle }) => {
    const first = cycle.findIndex((key) => asking.has(key));
    const around = [...cycle.slice(first), ...cycle.slice(0, first)];
    let last: Place | undefined;
    const steps = around.map((from, i) => {
      const to = around[(i + 1) % around.length]!;
      // A set asks for nothing: its members are reached from where the set is asked for.
      const place = asking.get(from)?.placeOf(to) ?? last!;
      last = place;
      return { from, to, place };
    });
    const packagesInIt = members.filter((key) => asking.get(key)?.isPackage).length;
    return new PackageCycle(steps[0]!.place, steps, packagesInIt);
  });
}

/** Where a package asks for something. */
export function placeOfEdge(
  { pkg, edges }: { readonly pkg: TreePackage; readonly edges: readonly Edge[] },
  to: string,
  places: Places,
): Place {
  const by = edges.find((edge) => edge.to === to)?.by;
  const reference = pkg.resolved.references.findIndex((m) => pathText(m.path) === by);
  if (pkg.resolved.kind === 'expression' && reference >= 0) {
    return places.ofReference(pkg.resolution, pkg.index, reference);
  }
  const leaf = pkg.resolved.formals
    .flatMap((formal) => [[formal.name], ...(formal.shape ?? []).map((s) => [formal.name, ...s])])
    .find((path) => pathText(path) === by);
  return leaf
    ? places.ofFormal(pkg.resolution, pkg.index, leaf)
    : places.ofPackage(pkg.resolution, pkg.index);
}

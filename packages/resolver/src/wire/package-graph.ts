import { DirectedGraph } from 'graphology';
import type { Edge } from '../resolve/edge';
import type { WiredSet } from './wired';

/** Packages and sets by key; an edge leads from a package to a package or set that it needs. */
export type PackageGraph = DirectedGraph<{ isSet: boolean }>;

/**
 * The graph of packages and sets. A set has an edge to each of its members, because a package that
 * needs a set needs all of them. `self` edges are left out, because they do not affect the order,
 * and `base` edges, because names of the base are not in the graph.
 */
export function packageGraph(
  packages: readonly { readonly key: string; readonly edges: readonly Edge[] }[],
  sets: readonly WiredSet[],
): PackageGraph {
  const graph: PackageGraph = new DirectedGraph();
  for (const { key } of packages) graph.mergeNode(key, { isSet: false });
  for (const { key } of sets) graph.mergeNode(key, { isSet: !graph.hasNode(key) });
  for (const { key, edges } of packages) {
    for (const { to, kind } of edges) {
      if (kind !== 'self' && kind !== 'base') graph.mergeEdge(key, to);
    }
  }
  for (const { key, members } of sets) {
    for (const member of members) graph.mergeEdge(key, member);
  }
  return graph;
}

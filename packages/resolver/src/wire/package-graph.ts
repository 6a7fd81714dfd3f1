import { DirectedGraph } from 'graphology';
import type { Edge } from '../resolve/edge';
import type { WiredSet } from './wired';

/** Packages and sets by key; an edge leads from who asks to what is asked for. */
export type PackageGraph = DirectedGraph<{ isSet: boolean }>;

/**
 * The graph of packages. A set is a node of its own, with an edge to each of its members: whoever
 * takes a whole set takes all of it. `self` edges are left out, as they order nothing, and `base` edges, as they lead out of it.
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

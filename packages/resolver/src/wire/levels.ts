import { DirectedGraph } from 'graphology';
import { forEachTopologicalGeneration } from 'graphology-dag';
import type { PackageGraph } from './package-graph';
import type { Component } from './wired';

/**
 * The level of each node: the greatest number of packages that come before it on a path; 0 if it
 * needs none. Packages of one component share a level, and count as one; a plain set does not
 * count.
 * @see https://graphology.github.io/standard-library/dag
 */
export function levels(
  graph: PackageGraph,
  components: readonly Component[],
): ReadonlyMap<string, number> {
  const representative = new Map<string, string>();
  for (const { members } of components) {
    for (const member of members) representative.set(member, members[0]!);
  }
  const of = (key: string): string => representative.get(key) ?? key;

  const condensed = new DirectedGraph();
  graph.forEachNode((key) => condensed.mergeNode(of(key)));
  graph.forEachEdge((_edge, _attributes, from, to) => {
    // NOTE: edges are reversed, because generations start at nodes without incoming edges.
    if (of(from) !== of(to)) condensed.mergeEdge(of(to), of(from));
  });

  const level = new Map<string, number>();
  forEachTopologicalGeneration(condensed, (generation) => {
    for (const key of generation) {
      let highest = 0;
      condensed.forEachInNeighbor(key, (below) => {
        const isPlainSet = graph.getNodeAttribute(below, 'isSet') && !representative.has(below);
        highest = Math.max(highest, level.get(below)! + (isPlainSet ? 0 : 1));
      });
      level.set(key, highest);
    }
  });
  return new Map(graph.nodes().map((key) => [key, level.get(of(key))!]));
}

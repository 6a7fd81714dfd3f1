import { DirectedGraph } from 'graphology';
import { forEachTopologicalGeneration } from 'graphology-dag';
import type { PackageGraph } from './package-graph';
import type { Component } from './wired';

/**
 * How many generations of other packages each package stands on: 0 for one that needs nothing.
 * Packages of one component share a level; a set counts for nothing by itself.
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
    // Turned round: generations start from what needs nothing.
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

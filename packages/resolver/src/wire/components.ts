import { stronglyConnectedComponents } from 'graphology-components';
import { compareNames } from '../names/attribute-path';
import type { PackageGraph } from './package-graph';
import type { Component } from './wired';

/**
 * The strongly connected components with more than one member, each with a shortest circle.
 * @see https://graphology.github.io/standard-library/components
 */
export function components(graph: PackageGraph): readonly Component[] {
  return stronglyConnectedComponents(graph)
    .filter((members) => members.length > 1)
    .map((found) => {
      const members = [...found].sort(compareNames);
      return { members, cycle: shortestCycle(graph, members) };
    })
    .sort((a, b) => compareNames(a.members[0]!, b.members[0]!));
}

/**
 * A shortest circle in a component, by a breadth-first search from each member back to itself. Of
 * several, the first by name, so that every run gives the same result.
 */
function shortestCycle(graph: PackageGraph, members: readonly string[]): readonly string[] {
  const inside = new Set(members);
  let best: readonly string[] = [];
  for (const start of members) {
    const cycle = cycleThrough(graph, start, inside, best.length || Infinity);
    if (cycle) best = cycle;
    // No circle of two or more packages is shorter.
    if (best.length === 2) break;
  }
  return best;
}

/**
 * A shortest circle through `start` with fewer than `below` members; undefined if there is none.
 * NOTE: graphology's shortest-path functions do not work if source and target are the same.
 */
function cycleThrough(
  graph: PackageGraph,
  start: string,
  inside: ReadonlySet<string>,
  below: number,
): readonly string[] | undefined {
  const cameFrom = new Map<string, string>();
  let frontier = [start];
  for (let length = 1; frontier.length > 0 && length < below; length++) {
    const next: string[] = [];
    for (const node of frontier) {
      for (const neighbour of graph.outNeighbors(node).sort(compareNames)) {
        if (neighbour === start) return pathTo(node, start, cameFrom);
        if (!inside.has(neighbour) || cameFrom.has(neighbour)) continue;
        cameFrom.set(neighbour, node);
        next.push(neighbour);
      }
    }
    frontier = next;
  }
  return undefined;
}

function pathTo(
  end: string,
  start: string,
  cameFrom: ReadonlyMap<string, string>,
): readonly string[] {
  const path = [end];
  for (let at = end; at !== start;) {
    at = cameFrom.get(at)!;
    path.unshift(at);
  }
  return path;
}

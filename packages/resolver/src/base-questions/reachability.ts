import { DirectedGraph } from 'graphology';
import { topologicalSort } from 'graphology-dag';

/**
 * Finds the marked nodes that each node of a graph needs, directly or indirectly.
 *
 * NOTE: marks are bits, which are passed along every edge once, in topological order. A search from
 * each of some hundred marks over some ten thousand nodes would take minutes.
 * @param edges from a needed node to the node that needs it; without circles
 * @param marks marked nodes, with the number of each mark, from 0
 * @returns for each of `nodes`, the numbers of the marks, sorted
 * @see https://graphology.github.io/standard-library/dag
 */
export function reachableMarks(
  edges: Iterable<readonly [from: string, to: string]>,
  marks: ReadonlyMap<string, number>,
  nodes: Iterable<string>,
): ReadonlyMap<string, readonly number[]> {
  const graph = new DirectedGraph();
  for (const [from, to] of edges) graph.mergeEdge(from, to);
  for (const node of marks.keys()) graph.mergeNode(node);
  const words = Math.ceil((Math.max(-1, ...marks.values()) + 1) / 32);
  const bits = new Map<string, Uint32Array>();
  for (const node of topologicalSort(graph)) {
    const own = new Uint32Array(words);
    const mark = marks.get(node);
    if (mark !== undefined) own[mark >>> 5]! |= 1 << (mark & 31);
    graph.forEachInNeighbor(node, (needed) => {
      const inherited = bits.get(needed)!;
      for (let i = 0; i < words; i++) own[i]! |= inherited[i]!;
    });
    bits.set(node, own);
  }
  return new Map([...nodes].map((node) => [node, numbersIn(bits.get(node))]));
}

function numbersIn(bits: Uint32Array | undefined): readonly number[] {
  const numbers: number[] = [];
  bits?.forEach((word, i) => {
    for (let bit = 0; bit < 32; bit++) if ((word >>> bit) & 1) numbers.push(i * 32 + bit);
  });
  return numbers;
}

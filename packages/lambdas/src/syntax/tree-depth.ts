import type { Tree } from 'web-tree-sitter';

/**
 * The offset of the first node of a tree that lies deeper than `most`; undefined if none does.
 *
 * NOTE: walking through a tree takes nearly as long as parsing it. But from one node to the next,
 * in the order of the text, depth grows by one at most. So nodes are looked at in steps of half of
 * `most`: if none of them is deeper than the other half, no node between them is deeper than
 * `most`. Nearly every file has fewer nodes than one such step.
 */
export function tooDeepIn(tree: Tree, most: number): number | undefined {
  const nodes = tree.rootNode.descendantCount;
  const half = Math.floor(most / 2);
  if (nodes <= half) return undefined;
  const cursor = tree.walk();
  try {
    for (let at = half; at < nodes; at += half) {
      cursor.gotoDescendant(at);
      if (cursor.currentDepth > half) return firstBelow(tree, most);
    }
    return undefined;
  } finally {
    cursor.delete();
  }
}

function firstBelow(tree: Tree, most: number): number | undefined {
  const cursor = tree.walk();
  try {
    for (let depth = 0; ;) {
      if (cursor.gotoFirstChild()) {
        if (++depth > most) return cursor.startIndex;
        continue;
      }
      while (!cursor.gotoNextSibling()) {
        if (!cursor.gotoParent()) return undefined;
        depth--;
      }
    }
  } finally {
    cursor.delete();
  }
}

import type { Node } from 'web-tree-sitter';
import type { NixParser } from './parser';

const mayBeGlued = /\*\/[\w.+\-/]/;

/**
 * The text with a blank behind every comment that the grammar takes for a part of a path:
 * `./${x} /* … *\/b` is a path and a name, and in `/a /* … *\//* … *\/` a comment follows on a
 * comment. Undefined where there is none.
 */
export function withoutGluedComments(
  parser: NixParser,
  text: string,
  root: Node,
): string | undefined {
  if (!mayBeGlued.test(text)) return undefined;
  let mended = text;
  for (const { node } of parser.query(glued).captures(root)) {
    const { startIndex: start, endIndex: end } = node;
    // A line end follows the other ones.
    if (!text.startsWith('/*', start)) continue;
    // Its last character makes room; where there is none, the whole goes.
    const shorter = end - start > 4 ? `${text.slice(start, end - 3)}*/ ` : '    ';
    mended = mended.slice(0, start) + shorter + mended.slice(end);
  }
  return mended === text ? undefined : mended;
}

const glued = '(path_expression (comment) @comment) (hpath_expression (comment) @comment)';

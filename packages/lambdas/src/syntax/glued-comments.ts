import type { Node } from 'web-tree-sitter';
import type { NixParser } from './parser';

const mayBeGlued = /\*\/[\w.+\-/]/;

/**
 * The text with a blank after every comment that the grammar takes for a part of a path:
 * `./${x} /* … *\/b` is a path and a name, and in `/a /* … *\//* … *\/` a comment follows a
 * comment. The length stays the same. Undefined if there is no such comment.
 */
export function withoutGluedComments(
  parser: NixParser,
  text: string,
  root: Node,
): string | undefined {
  if (!mayBeGlued.test(text)) return undefined;
  let mended = '';
  let done = 0;
  for (const { node } of parser.query(glued).captures(root)) {
    const { startIndex: start, endIndex: end } = node;
    // A line comment ends at a line end, so nothing is glued to it.
    if (!text.startsWith('/*', start)) continue;
    // The comment gets one character shorter; an empty one is replaced by blanks.
    const shorter = end - start > 4 ? `${text.slice(start, end - 3)}*/ ` : '    ';
    mended += text.slice(done, start) + shorter;
    done = end;
  }
  return done === 0 ? undefined : mended + text.slice(done);
}

const glued = '(path_expression (comment) @comment) (hpath_expression (comment) @comment)';

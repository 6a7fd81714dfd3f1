import { decode } from '../syntax/decode';
import { parseDiagnostics } from '../diagnostics/diagnostics';
import { lambdaOf } from '../heads/formals';
import { headEnd } from '../heads/head-end';
import type { NixParser } from '../syntax/parser';
import { plainHead } from '../heads/plain-head';
import type { Lambda } from '../model/reading';
import { rootExpression } from '../syntax/root';
import { field, withSyntax } from '../syntax/syntax';

/**
 * The lambda that a file begins with, of which nothing but the head is looked at. Undefined where
 * the file does not begin with one, or where its head is not sound.
 */
export function readHeadAlone(parser: NixParser, bytes: Uint8Array): Lambda | undefined {
  return plainHead(bytes) ?? parsedHead(parser, bytes);
}

/**
 * By the parser, of a text that ends with the head.
 *
 * NOTE: where to cut is a guess, and need be no more. Nix is read from left to right: if the cut
 * text is a lambda whose body is the `0` put there, the whole begins with just this head.
 */
function parsedHead(parser: NixParser, bytes: Uint8Array): Lambda | undefined {
  const end = headEnd(bytes);
  if (end === undefined) return undefined;
  const { text, encoding } = decode(bytes.subarray(0, end));
  return withSyntax(parser, { text: `${text} 0`, encoding }, (syntax) => {
    const root = rootExpression(syntax.root);
    const body = root?.type === 'function_expression' ? field(root, 'body') : undefined;
    const isHead = body?.startIndex === text.length + 1;
    return root && isHead && parseDiagnostics(syntax).length === 0
      ? lambdaOf(syntax, root)
      : undefined;
  });
}

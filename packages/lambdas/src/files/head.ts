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
 * The lambda that a file begins with, read from its head only. Undefined where the file does not
 * begin with a lambda, or where its head is not valid.
 */
export function readHeadAlone(parser: NixParser, bytes: Uint8Array): Lambda | undefined {
  return plainHead(bytes) ?? parsedHead(parser, bytes);
}

/**
 * Parses the head alone, with the body `0`.
 *
 * NOTE: the end of the head is a guess. That is safe, because Nix is read from left to right: if
 * the cut text parses to a lambda with the body `0`, the whole file begins with the same head.
 */
function parsedHead(parser: NixParser, bytes: Uint8Array): Lambda | undefined {
  const end = headEnd(bytes);
  if (end === undefined) return undefined;
  const { text, encoding } = decode(bytes.subarray(0, end));
  return withSyntax(
    parser,
    { text: `${text} 0`, encoding },
    (syntax) => {
      const root = rootExpression(syntax.root);
      const body = root?.type === 'function_expression' ? field(root, 'body') : undefined;
      const isHead = body?.startIndex === text.length + 1;
      return root && isHead && parseDiagnostics(syntax).length === 0
        ? lambdaOf(syntax, root)
        : undefined;
    },
    () => undefined,
  );
}

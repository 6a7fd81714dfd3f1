import { decode } from './decode';
import { lambdaOf } from './formals';
import type { NixParser } from './parser';
import type { Lambda, Position } from './reading';
import { withSyntax } from './syntax';

/**
 * The lambda that begins at a position of a file, as Nix names it; undefined where none does. What
 * Nix cannot tell of a function, what a default is, stands there.
 */
export function readLambdaAt(
  parser: NixParser,
  bytes: Uint8Array,
  { line, column }: Position,
): Lambda | undefined {
  const decoded = decode(bytes);
  if ('badByte' in decoded) return undefined;
  return withSyntax(parser, decoded.text, (syntax) => {
    const found = syntax.root.descendantsOfType('function_expression').find((fn) => {
      const position = fn && syntax.positionOf(fn);
      return position?.line === line && position.column === column;
    });
    return found ? lambdaOf(syntax, found) : undefined;
  });
}

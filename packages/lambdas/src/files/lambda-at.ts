import type { Node } from 'web-tree-sitter';
import { decode } from '../syntax/decode';
import { kindOf } from '../syntax/expression-kind';
import { parseDiagnostics } from '../diagnostics/diagnostics';
import { hasSoundHead, lambdaOf } from '../heads/formals';
import type { NixParser } from '../syntax/parser';
import type { PackageFile, Position } from '../model/reading';
import { withSelects } from '../scopes/selects';
import { parentOf, withSyntax, type Syntax } from '../syntax/syntax';

/**
 * Reads the lambda whose head starts at a position, in any Nix file. Nix reports this position for
 * a function: that of its `{` or of its parameter. Where no lambda starts, the diagnostic names the
 * expression that does. Errors elsewhere in the file are diagnostics; the lambda is returned
 * anyhow.
 */
export function readLambdaAt(
  parser: NixParser,
  bytes: Uint8Array,
  position: Position,
): Omit<PackageFile, 'delegate'> {
  return withSyntax(
    parser,
    decode(bytes),
    (syntax) => {
      const diagnostics = parseDiagnostics(syntax);
      const nodes = nodesStartingAt(syntax, position);
      const fn = nodes.find((node) => node.type === 'function_expression');
      if (fn && hasSoundHead(fn)) {
        return { lambda: withSelects(syntax, lambdaOf(syntax, fn), fn), diagnostics };
      }
      if (diagnostics.length > 0) return { diagnostics };
      const outermost = nodes.findLast((node) => node.type.endsWith('_expression'));
      const found = outermost ? kindOf(syntax, outermost) : 'no expression';
      return { diagnostics: [{ kind: 'not-a-lambda', position, found }] };
    },
    (diagnostic) => ({ diagnostics: [diagnostic] }),
  );
}

/** The nodes that start at a position, the innermost first. */
function nodesStartingAt(syntax: Syntax, position: Position): readonly Node[] {
  const offset = syntax.offsetOf(position);
  const nodes: Node[] = [];
  if (offset === undefined) return nodes;
  let node = syntax.root.descendantForIndex(offset, offset + 1) ?? undefined;
  for (; node && node.startIndex === offset; node = parentOf(node)) nodes.push(node);
  return nodes;
}

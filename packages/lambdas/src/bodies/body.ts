import type { Node } from 'web-tree-sitter';
import { decode } from '../syntax/decode';
import { parseDiagnostics } from '../diagnostics/diagnostics';
import type { NixParser } from '../syntax/parser';
import { PATH_NODES, pathExpression, type PathExpression } from './path-expressions';
import type { Diagnostic } from '../model/reading';
import { withSyntax, type Syntax } from '../syntax/syntax';
import { NAME_NODES, unusedFormals, type NamedPlace } from './unused-formals';
import { ESCAPE_NODES, isUselessEscape } from '../diagnostics/useless-escapes';

/** What all of a Nix file says, beyond the head that makes it a package. */
export interface Body {
  readonly paths: readonly PathExpression[];
  /** Of all lambdas in it; see `unusedFormals` for which can have any. */
  readonly unusedFormals: readonly NamedPlace[];
  readonly uselessEscapes: readonly NamedPlace[];
  readonly diagnostics: readonly Diagnostic[];
}

const nothing = { paths: [], unusedFormals: [], uselessEscapes: [] };

/** Reads a Nix file as a whole. Of one that Nix would refuse nothing is known but its diagnostics. */
export function readBody(parser: NixParser, bytes: Uint8Array): Body {
  return withSyntax(parser, decode(bytes), (syntax) => {
    const diagnostics = parseDiagnostics(syntax);
    if (diagnostics.length > 0) return { ...nothing, diagnostics };
    const nodes = nodesOf(syntax);
    return {
      paths: nodes.path.map((node) => pathExpression(syntax, node)),
      unusedFormals: unusedFormals(syntax, nodes.name),
      uselessEscapes: nodes.escape
        .filter((node) => isUselessEscape(syntax, node))
        .map((node) => ({ name: syntax.textOf(node), position: syntax.positionOf(node) })),
      diagnostics,
    };
  });
}

const QUERY = `${PATH_NODES} @path ${ESCAPE_NODES} @escape ${NAME_NODES} @name`;

/** The few nodes that anybody here looks at, in one walk over the tree that JavaScript is no part of. */
function nodesOf(syntax: Syntax): Record<'path' | 'escape' | 'name', readonly Node[]> {
  const nodes: Record<string, Node[]> = { path: [], escape: [], name: [] };
  for (const { name, node } of syntax.parser.query(QUERY).captures(syntax.root)) {
    nodes[name]?.push(node);
  }
  return nodes as Record<'path' | 'escape' | 'name', Node[]>;
}

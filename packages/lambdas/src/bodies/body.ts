import type { Node } from 'web-tree-sitter';
import { decode } from '../syntax/decode';
import { parseDiagnostics } from '../diagnostics/diagnostics';
import type { NixParser } from '../syntax/parser';
import { CLOCK_NODES, clockPlaces, mayReadClock } from './clock';
import { PATH_NODES, pathExpression, type PathExpression } from './path-expressions';
import type { Diagnostic } from '../model/reading';
import { isInsideText, withSyntax, type Syntax } from '../syntax/syntax';
import { NAME_NODES, unusedFormals, type NamedPlace } from './unused-formals';
import { ESCAPE_NODES, isUselessEscape } from '../diagnostics/useless-escapes';

/** What `check` needs from the whole text of a Nix file, not only from its head. */
export interface Body {
  readonly paths: readonly PathExpression[];
  /** Of all lambdas in the file; see `unusedFormals` for which lambdas count. */
  readonly unusedFormals: readonly NamedPlace[];
  readonly uselessEscapes: readonly NamedPlace[];
  /** The first pipe operator, `|>` or `<|`, which Nix knows as an experimental feature only. */
  readonly pipe?: NamedPlace;
  /** Where it reads the time of its evaluation; absent if nowhere, as far as it is written. */
  readonly clock?: readonly NamedPlace[];
  readonly diagnostics: readonly Diagnostic[];
}

const nothing = { paths: [], unusedFormals: [], uselessEscapes: [] };

/** Reads a whole Nix file. If Nix would reject it, the result has diagnostics and nothing else. */
export function readBody(parser: NixParser, bytes: Uint8Array): Body {
  return withSyntax(
    parser,
    decode(bytes),
    (syntax) => {
      const diagnostics = parseDiagnostics(syntax);
      if (diagnostics.length > 0) return { ...nothing, diagnostics };
      const nodes = nodesOf(syntax);
      const pipe = firstPipe(syntax);
      const clock = clockIn(syntax);
      return {
        ...(pipe && { pipe }),
        ...(clock.length > 0 && { clock }),
        paths: nodes.path.map((node) => pathExpression(syntax, node)),
        unusedFormals: unusedFormals(syntax, nodes.name),
        uselessEscapes: nodes.escape
          .filter((node) => isUselessEscape(syntax, node))
          .map((node) => ({ name: syntax.textOf(node), position: syntax.positionOf(node) })),
        diagnostics,
      };
    },
    (diagnostic) => ({ ...nothing, diagnostics: [diagnostic] }),
  );
}

function clockIn(syntax: Syntax): readonly NamedPlace[] {
  if (!mayReadClock(syntax)) return [];
  const found = syntax.parser.query(`${CLOCK_NODES} @clock`).captures(syntax.root);
  return clockPlaces(
    syntax,
    found.map(({ node }) => node),
  );
}

/** NOTE: the grammar knows no pipes, so that each is a replacement of `bridge`. */
function firstPipe(syntax: Syntax): NamedPlace | undefined {
  const { bridged, root, text } = syntax;
  const at = [...bridged.operators]
    .sort((a, b) => a - b)
    .find((offset) => !text.startsWith('//', offset) && !isInsideText(root, offset));
  if (at === undefined) return undefined;
  return { name: text.slice(at, at + 2), position: syntax.at(at) };
}

const QUERY = `${PATH_NODES} @path ${ESCAPE_NODES} @escape ${NAME_NODES} @name`;

/**
 * All nodes that are needed here. NOTE: one query, because it walks the tree outside of JavaScript.
 */
function nodesOf(syntax: Syntax): Record<'path' | 'escape' | 'name', readonly Node[]> {
  const nodes: Record<string, Node[]> = { path: [], escape: [], name: [] };
  for (const { name, node } of syntax.parser.query(QUERY).captures(syntax.root)) {
    nodes[name]?.push(node);
  }
  return nodes as Record<'path' | 'escape' | 'name', Node[]>;
}

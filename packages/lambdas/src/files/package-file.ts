import type { Node } from 'web-tree-sitter';
import { decode } from '../syntax/decode';
import { kindOf } from '../syntax/expression-kind';
import { parseDiagnostics } from '../diagnostics/diagnostics';
import { Following } from '../scopes/following';
import { hasSoundHead, lambdaOf } from '../heads/formals';
import { readHeadAlone } from './head';
import type { NixParser } from '../syntax/parser';
import type { PackageFile } from '../model/reading';
import { rootExpression } from '../syntax/root';
import { globalScope } from '../scopes/scope';
import { withSelects } from '../scopes/selects';
import { withSyntax, type Syntax } from '../syntax/syntax';

export interface PackageFileOptions {
  /** Parameters that a delegate has used up: `import ./generic.nix { … }` wants what is below 1. */
  readonly skip?: number;
  readonly depth?: ReadingDepth;
}

/**
 * How far a file is looked at. `head`: to the colon of its lambda and no further, so that what is
 * wrong with the body is not seen, nor what it takes out of its formals. `body`: all of it. All else of
 * the lambda is the same.
 */
export type ReadingDepth = 'head' | 'body';

/**
 * Reads the lambda of a package file, through parentheses, `let … in`, `with …;`, `assert …;` and
 * names that a let binds.
 * Of `args: { … }: …` the outer function counts, as it does for `builtins.functionArgs`. A file
 * whose body does not parse still gives its lambda, with the diagnostic, where the head is sound.
 */
export function readPackageFile(
  parser: NixParser,
  bytes: Uint8Array,
  { skip = 0, depth = 'body' }: PackageFileOptions = {},
): PackageFile {
  const head = depth === 'head' && skip === 0 ? readHeadAlone(parser, bytes) : undefined;
  if (head) return { lambda: head, diagnostics: [] };
  return withSyntax(parser, decode(bytes), (syntax) => {
    const diagnostics = parseDiagnostics(syntax);
    const read = readRoot(syntax, skip, depth);
    if (!diagnostics.some(({ kind }) => kind === 'syntax-error')) {
      return { ...read, diagnostics: [...diagnostics, ...read.diagnostics] };
    }
    const { lambda, delegate } = isSound(read) ? read : readHead(syntax, skip);
    return { ...(lambda && { lambda }), ...(delegate && { delegate }), diagnostics };
  });
}

function isSound({ lambda, delegate }: PackageFile): boolean {
  return lambda !== undefined || delegate !== undefined;
}

function readRoot(syntax: Syntax, skip: number, depth: ReadingDepth): PackageFile {
  const root = rootExpression(syntax.root);
  if (!root) return { diagnostics: [] };
  const following = new Following(syntax);
  const { inner, left } = following.below({ node: root, scope: globalScope }, skip);
  const { node } = inner;
  if (node.type === 'function_expression' && left === 0) {
    if (!hasSoundHead(node)) return { diagnostics: [] };
    const lambda = lambdaOf(syntax, node);
    return {
      lambda: depth === 'head' ? lambda : withSelects(syntax, lambda, node),
      diagnostics: [],
    };
  }
  const delegate = following.delegateOf(inner);
  // What a caller has given on top goes to the lambda of the other file too.
  if (delegate)
    return { delegate: { ...delegate, applied: delegate.applied + left }, diagnostics: [] };
  const position = syntax.positionOf(node);
  return { diagnostics: [{ kind: 'not-a-lambda', position, found: kindOf(syntax, node) }] };
}

/** Where the tree is too broken to hold a function: the text up to its colon, with a body that parses. */
function readHead(syntax: Syntax, skip: number): PackageFile {
  const broken = syntax.root.isError ? syntax.root : withoutComments(syntax.root)[0];
  const parts = broken ? withoutComments(broken) : [];
  const head = parts[0]?.type === 'formals' && parts[0].hasError === false ? parts[0] : undefined;
  if (!head || skip > 0) return { diagnostics: [] };
  const universal = /^\s*@\s*[A-Za-z_][\w'-]*/.exec(syntax.text.slice(head.endIndex))?.[0] ?? '';
  const short = `${syntax.text.slice(0, head.endIndex)}${universal}: 0`;
  return withSyntax(syntax.parser, { ...syntax.source, text: short }, (sound) =>
    sound.root.hasError ? { diagnostics: [] } : readRoot(sound, skip, 'head'),
  );
}

function withoutComments({ children }: Node): Node[] {
  return children.filter((child): child is Node => child !== null && child.type !== 'comment');
}

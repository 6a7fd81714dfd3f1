import type { Node } from 'web-tree-sitter';
import { decode } from '../syntax/decode';
import { kindOf } from '../syntax/expression-kind';
import { parseDiagnostics } from '../diagnostics/diagnostics';
import { PartialEvaluator } from '../scopes/partial-evaluator';
import { hasSoundHead, lambdaOf } from '../heads/formals';
import { readHeadAlone } from './head';
import type { NixParser } from '../syntax/parser';
import type { PackageFile } from '../model/reading';
import { rootExpression } from '../syntax/root';
import { globalScope } from '../scopes/scope';
import { withSelects } from '../scopes/selects';
import { withSyntax, type Syntax } from '../syntax/syntax';

/** How `readPackageFile` reads a file. */
export interface PackageFileOptions {
  /** How many parameters the caller has applied: 1 for `import ./generic.nix { … }`; default 0. */
  readonly skip?: number;
  readonly depth?: ReadingDepth;
}

/**
 * How much of a file is read. `head`: only up to the colon of its lambda, so the result has no
 * errors of the body, no `selects` and no `calls`. `body`: all of it. The rest of the lambda is the
 * same.
 */
export type ReadingDepth = 'head' | 'body';

/**
 * Reads the lambda of a package file, through parentheses, `let … in`, `with …;`, `assert …;` and
 * names that a let binds. In `args: { … }: …` the outer function is the lambda, as for
 * `builtins.functionArgs`. If the body does not parse but the head is valid, the result has both
 * the lambda and the diagnostic.
 */
export function readPackageFile(
  parser: NixParser,
  bytes: Uint8Array,
  { skip = 0, depth = 'body' }: PackageFileOptions = {},
): PackageFile {
  const head = depth === 'head' && skip === 0 ? readHeadAlone(parser, bytes) : undefined;
  if (head) return { lambda: head, diagnostics: [] };
  return withSyntax(
    parser,
    decode(bytes),
    (syntax) => {
      const diagnostics = parseDiagnostics(syntax);
      const read = readRoot(syntax, skip, depth);
      if (!diagnostics.some(({ kind }) => kind === 'syntax-error')) {
        return { ...read, diagnostics: [...diagnostics, ...read.diagnostics] };
      }
      const { lambda, delegate } = isSound(read) ? read : readHead(syntax, skip);
      return { ...(lambda && { lambda }), ...(delegate && { delegate }), diagnostics };
    },
    (diagnostic) => ({ diagnostics: [diagnostic] }),
  );
}

function isSound({ lambda, delegate }: PackageFile): boolean {
  return lambda !== undefined || delegate !== undefined;
}

function readRoot(syntax: Syntax, skip: number, depth: ReadingDepth): PackageFile {
  const root = rootExpression(syntax.root);
  if (!root) return { diagnostics: [] };
  const evaluator = new PartialEvaluator(syntax);
  const { inner, left } = evaluator.bodyAfterParameters({ node: root, scope: globalScope }, skip);
  const { node } = inner;
  if (node.type === 'function_expression' && left === 0) {
    if (!hasSoundHead(node)) return { diagnostics: [] };
    const lambda = lambdaOf(syntax, node);
    return {
      lambda: depth === 'head' ? lambda : withSelects(syntax, lambda, node),
      diagnostics: [],
    };
  }
  const delegate = evaluator.delegateOf(inner);
  // Arguments that were not used up here are applied to the lambda of the other file.
  if (delegate)
    return { delegate: { ...delegate, applied: delegate.applied + left }, diagnostics: [] };
  const position = syntax.positionOf(node);
  return { diagnostics: [{ kind: 'not-a-lambda', position, found: kindOf(syntax, node) }] };
}

/**
 * For a tree too broken to contain a function: parses the text up to the colon, with the body `0`.
 */
function readHead(syntax: Syntax, skip: number): PackageFile {
  const broken = syntax.root.isError ? syntax.root : withoutComments(syntax.root)[0];
  const parts = broken ? withoutComments(broken) : [];
  const head = parts[0]?.type === 'formals' && parts[0].hasError === false ? parts[0] : undefined;
  if (!head || skip > 0) return { diagnostics: [] };
  const universal = /^\s*@\s*[A-Za-z_][\w'-]*/.exec(syntax.text.slice(head.endIndex))?.[0] ?? '';
  const short = `${syntax.text.slice(0, head.endIndex)}${universal}: 0`;
  return withSyntax<PackageFile>(
    syntax.parser,
    { ...syntax.source, text: short },
    (sound) => (sound.root.hasError ? { diagnostics: [] } : readRoot(sound, skip, 'head')),
    () => ({ diagnostics: [] }),
  );
}

function withoutComments({ children }: Node): Node[] {
  return children.filter((child): child is Node => child !== null && child.type !== 'comment');
}

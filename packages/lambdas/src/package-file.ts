import type { Node } from 'web-tree-sitter';
import { decode } from './decode';
import { kindOf } from './expression-kind';
import { parseFlaws } from './flaws';
import { lambdaOf } from './formals';
import { readHeadAlone } from './head';
import type { NixParser } from './parser';
import type { PackageFile } from './reading';
import { belowParameters, delegateOf, rootExpression } from './root';
import { withSelects } from './selects';
import { withSyntax, type Syntax } from './syntax';

export interface PackageFileOptions {
  /** Parameters that a delegate has used up: `import ./generic.nix { … }` wants what is below 1. */
  readonly skip?: number;
  readonly depth?: ReadingDepth;
}

/**
 * How far a file is looked at. `head`: to the colon of its lambda and no further, so that what is
 * wrong with the body is not seen. `body`: all of it. The lambda is the same.
 */
export type ReadingDepth = 'head' | 'body';

/**
 * Reads the lambda of a package file, through parentheses, `let … in`, `with …;` and `assert …;`.
 * Of `args: { … }: …` the outer function counts, as it does for `builtins.functionArgs`. A file
 * whose body does not parse still gives its lambda, with the flaw, where the head is sound.
 */
export function readPackageFile(
  parser: NixParser,
  bytes: Uint8Array,
  { skip = 0, depth = 'body' }: PackageFileOptions = {},
): PackageFile {
  const head = depth === 'head' && skip === 0 ? readHeadAlone(parser, bytes) : undefined;
  if (head) return { lambda: head, flaws: [] };
  const decoded = decode(bytes);
  if ('badByte' in decoded) return { flaws: [{ kind: 'not-utf8', position: decoded.badByte }] };
  return withSyntax(parser, decoded.text, (syntax) => {
    const flaws = parseFlaws(syntax);
    const read = readRoot(syntax, skip);
    if (!flaws.some(({ kind }) => kind === 'syntax-error')) {
      return { ...read, flaws: [...flaws, ...read.flaws] };
    }
    const { lambda, delegate } = isSound(read) ? read : readHead(syntax, skip);
    return { ...(lambda && { lambda }), ...(delegate && { delegate }), flaws };
  });
}

function isSound({ lambda, delegate }: PackageFile): boolean {
  return lambda !== undefined || delegate !== undefined;
}

function readRoot(syntax: Syntax, skip: number): PackageFile {
  const root = rootExpression(syntax.root);
  if (!root) return { flaws: [] };
  const { inner, left } = belowParameters(root, skip);
  if (inner.type === 'function_expression' && left === 0) {
    return hasBrokenHead(inner)
      ? { flaws: [] }
      : { lambda: withSelects(syntax, lambdaOf(syntax, inner), inner), flaws: [] };
  }
  const delegate = delegateOf(syntax, inner);
  // What a caller has given on top goes to the lambda of the other file too.
  if (delegate) return { delegate: { ...delegate, applied: delegate.applied + left }, flaws: [] };
  const position = syntax.positionOf(inner);
  return { flaws: [{ kind: 'not-a-lambda', position, found: kindOf(syntax, inner) }] };
}

function hasBrokenHead(fn: Node): boolean {
  return fn.childForFieldName('formals')?.hasError ?? false;
}

/** Where the tree is too broken to hold a function: the text up to its colon, with a body that parses. */
function readHead(syntax: Syntax, skip: number): PackageFile {
  const broken = syntax.root.isError ? syntax.root : syntax.root.firstChild;
  const parts = (broken?.children ?? []).filter((part) => part !== null && part.type !== 'comment');
  const head = parts[0]?.type === 'formals' && parts[0].hasError === false ? parts[0] : undefined;
  if (!head || skip > 0) return { flaws: [] };
  const universal = /^\s*@\s*[A-Za-z_][\w'-]*/.exec(syntax.text.slice(head.endIndex))?.[0] ?? '';
  const short = `${syntax.text.slice(0, head.endIndex)}${universal}: 0`;
  return withSyntax(syntax.parser, short, (sound) =>
    sound.root.hasError ? { flaws: [] } : readRoot(sound, skip),
  );
}

import type { Node, Tree } from 'web-tree-sitter';
import { bridge, bridgeRare, type Bridged } from './bridge';
import type { SourceText } from './decode';
import { withoutGluedComments } from './glued-comments';
import type { NixParser } from './parser';
import { countSteps, LIMITS, OverLimit, step } from './limits';
import { hardForScanner } from './hard-for-scanner';
import { tooDeepIn } from './tree-depth';
import { Positions } from './position';
import type { LimitDiagnostic, Position } from '../model/reading';

/** A parsed file: its tree, and its original text, which may differ from the parsed one. */
export class Syntax {
  private readonly positions: Positions;
  private inherits: ReadonlySet<number> | undefined;

  constructor(
    readonly parser: NixParser,
    /** The original text of the file. */
    readonly source: SourceText,
    readonly bridged: Bridged,
    readonly root: Node,
  ) {
    this.positions = new Positions(source);
  }

  get text(): string {
    return this.source.text;
  }

  /** The position of an offset. */
  at(offset: number): Position {
    return this.positions.at(offset);
  }

  /** The offset of a position; undefined where the text has no such position. */
  offsetOf(position: Position): number | undefined {
    return this.positions.offsetOf(position);
  }

  positionOf(node: Node): Position {
    return this.positions.at(node.startIndex);
  }

  /** The original text of a node. NOTE: `node.text` would contain the replacements of `bridge`. */
  textOf(node: Node): string {
    return this.text.slice(node.startIndex, node.endIndex);
  }

  /** True for the `_ = …` that stands for an `inherit` without names. */
  isBridgedInherit(binding: Node): boolean {
    this.inherits ??= new Set(this.bridged.inherits);
    return this.inherits.size > 0 && this.inherits.has(binding.startIndex);
  }
}

/**
 * Parses a text, with bridging where the grammar needs it, and returns the result of `read`.
 * @param refused what is the result for a text that is beyond one of `LIMITS`
 */
export function withSyntax<T>(
  parser: NixParser,
  source: SourceText,
  read: (syntax: Syntax) => T,
  refused: (why: LimitDiagnostic) => T,
): T {
  try {
    const hard = hardForScanner(source.text, LIMITS);
    if (hard) throw new OverLimit(hard.limit, hard.offset, LIMITS[hard.limit]);
    return countSteps(source.text.length, () => parsed(parser, source, read, source.text));
  } catch (error) {
    if (!(error instanceof OverLimit)) throw error;
    const { limit, offset, most } = error;
    return refused({ kind: 'over-limit', position: new Positions(source).at(offset), limit, most });
  }
}

/** @param text the text to parse; it has the same length and offsets as `source.text` */
function parsed<T>(
  parser: NixParser,
  source: SourceText,
  read: (syntax: Syntax) => T,
  text: string,
): T {
  const bridged = bridge(text);
  let rare: Bridged | undefined;
  let end: number | undefined;
  let unglued: string | undefined;
  const first = parser.parse(bridged.text, (tree) => {
    const { rootNode } = tree;
    checkDepth(tree);
    end = endAtNul(source.text, rootNode);
    if (end === undefined) unglued = withoutGluedComments(parser, text, rootNode);
    if (end !== undefined || unglued !== undefined) return undefined;
    if (rootNode.hasError) rare = bridgeRare(bridged);
    return rare ? undefined : { value: read(new Syntax(parser, source, bridged, rootNode)) };
  });
  if (first) return first.value;
  if (end !== undefined) {
    const cut = source.text.slice(0, end);
    return parsed(parser, { ...source, text: cut }, read, cut);
  }
  if (unglued !== undefined) return parsed(parser, source, read, unglued);
  const again = rare ?? bridged;
  const second = parser.parse(again.text, (tree) => {
    const { rootNode } = tree;
    checkDepth(tree);
    unglued = withoutGluedComments(parser, text, rootNode);
    if (unglued !== undefined) return undefined;
    return { value: read(new Syntax(parser, source, again, rootNode)) };
  });
  return second ? second.value : parsed(parser, source, read, unglued ?? text);
}

function checkDepth(tree: Tree): void {
  const deep = tooDeepIn(tree, LIMITS.depth);
  if (deep !== undefined) throw new OverLimit('depth', deep, LIMITS.depth);
}

/**
 * The offset of the NUL that ends the file: for Nix, the first one outside strings and comments.
 */
function endAtNul(text: string, root: Node): number | undefined {
  // NOTE: skip to the end of a comment, as it may hold thousands and a look at the tree is slow.
  for (let at = text.indexOf('\0'); at >= 0;) {
    const free = endOfText(root, at);
    if (free === at) return at;
    at = text.indexOf('\0', free);
  }
  return undefined;
}

/** Named children that are neither comments nor errors. */
export function children(node: Node): Node[] {
  step(node.startIndex);
  return node.namedChildren.filter(
    (child): child is Node => child !== null && child.type !== 'comment' && !child.isError,
  );
}

/**
 * The parent of a node; undefined for the root and for an empty node.
 *
 * NOTE: an empty node (the parser inserts them for missing tokens) must not be asked for its
 * parent: tree-sitter recurses once for each level then, and overflows its small stack without an
 * error. For every node the search starts at the root, so the cost grows with the depth.
 */
export function parentOf(node: Node): Node | undefined {
  step(node.startIndex);
  if (node.startIndex === node.endIndex) return undefined;
  // eslint-disable-next-line no-restricted-properties -- the only place that may use it
  return node.parent ?? undefined;
}

/** The child with a field name of the grammar. */
export function field(node: Node, name: string): Node | undefined {
  step(node.startIndex);
  return node.childForFieldName(name) ?? undefined;
}

/** The expression inside of all parentheses: `x` for `(((x)))`. */
export function withoutParentheses(node: Node): Node {
  let inner = node;
  while (inner.type === 'parenthesized_expression') {
    const next = field(inner, 'expression');
    if (!next) return inner;
    inner = next;
  }
  return inner;
}

/** The called function and the arguments of `f a b`; without arguments for all else. */
export function callOf(node: Node): { readonly head: Node; readonly args: readonly Node[] } {
  const args: Node[] = [];
  let head = withoutParentheses(node);
  while (head.type === 'apply_expression') {
    const applied = field(head, 'function');
    const argument = field(head, 'argument');
    if (!applied || !argument) break;
    args.push(argument);
    head = withoutParentheses(applied);
  }
  return { head, args: args.reverse() };
}

/** The operator of an expression, from the original text. */
export function operatorOf(syntax: Syntax, node: Node): string | undefined {
  const operator = field(node, 'operator');
  return operator && syntax.textOf(operator);
}

const textual = new Set([
  ...['comment', 'string_fragment', 'escape_sequence', 'dollar_escape'],
  ...['string_expression', 'indented_string_expression'],
]);

/** Whether an offset is inside a comment or the text of a string, not an interpolation. */
export function isInsideText(root: Node, offset: number): boolean {
  return endOfText(root, offset) > offset;
}

/** The end of the string text or comment at an offset; the offset itself in all other code. */
export function endOfText(root: Node, offset: number): number {
  const node = root.descendantForIndex(offset, offset + 1);
  if (!node || !textual.has(node.type)) return offset;
  // A string node may contain interpolations, so only this character counts; its parts have none.
  return node.type.endsWith('string_expression') ? offset + 1 : node.endIndex;
}

/** The bindings of a let or an attribute set. */
export function bindingsOf(node: Node): Node | undefined {
  return children(node).find(({ type }) => type === 'binding_set');
}

import type { Node } from 'web-tree-sitter';
import { bridge, bridgeRare, type Bridged } from './bridge';
import type { SourceText } from './decode';
import { withoutGluedComments } from './glued-comments';
import type { NixParser } from './parser';
import { Positions } from './position';
import type { Position } from '../model/reading';

/** A parsed text: its tree, where the original and the parsed text differ, and how to cut it. */
export class Syntax {
  private readonly positions: Positions;

  constructor(
    readonly parser: NixParser,
    /** The file as it is. */
    readonly source: SourceText,
    readonly bridged: Bridged,
    readonly root: Node,
  ) {
    this.positions = new Positions(source);
  }

  get text(): string {
    return this.source.text;
  }

  at(offset: number): Position {
    return this.positions.at(offset);
  }

  /** Undefined where the text has no such position. */
  offsetOf(position: Position): number | undefined {
    return this.positions.offsetOf(position);
  }

  positionOf(node: Node): Position {
    return this.positions.at(node.startIndex);
  }

  /** NOTE: not node.text, which would show what the bridge wrote. */
  textOf(node: Node): string {
    return this.text.slice(node.startIndex, node.endIndex);
  }

  /** True for the `_ = …` that stands for an `inherit` without names. */
  isBridgedInherit(binding: Node): boolean {
    return this.bridged.inherits.includes(binding.startIndex);
  }
}

/** Parses a text, bridging what the grammar lacks, and gives it to `read`. */
export function withSyntax<T>(
  parser: NixParser,
  source: SourceText,
  read: (syntax: Syntax) => T,
  /** As it is to be parsed: of the same length, with the same offsets. */
  text = source.text,
): T {
  const bridged = bridge(text);
  let rare: Bridged | undefined;
  let end: number | undefined;
  let unglued: string | undefined;
  const first = parser.parse(bridged.text, ({ rootNode }) => {
    end = endAtNul(source.text, rootNode);
    if (end === undefined) unglued = withoutGluedComments(parser, text, rootNode);
    if (end !== undefined || unglued !== undefined) return undefined;
    if (rootNode.hasError) rare = bridgeRare(bridged);
    return rare ? undefined : { value: read(new Syntax(parser, source, bridged, rootNode)) };
  });
  if (first) return first.value;
  if (end !== undefined) {
    return withSyntax(parser, { ...source, text: source.text.slice(0, end) }, read);
  }
  if (unglued !== undefined) return withSyntax(parser, source, read, unglued);
  const again = rare ?? bridged;
  const second = parser.parse(again.text, ({ rootNode }) => {
    unglued = withoutGluedComments(parser, text, rootNode);
    if (unglued !== undefined) return undefined;
    return { value: read(new Syntax(parser, source, again, rootNode)) };
  });
  return second ? second.value : withSyntax(parser, source, read, unglued);
}

/** Where a NUL ends the file, as it does for Nix outside of strings and comments. */
function endAtNul(text: string, root: Node): number | undefined {
  // NOTE: one comment may hold thousands of them, and asking the tree is dear.
  for (let at = text.indexOf('\0'); at >= 0;) {
    const free = endOfText(root, at);
    if (free === at) return at;
    at = text.indexOf('\0', free);
  }
  return undefined;
}

/** Named children that are neither comments nor errors. */
export function children(node: Node): Node[] {
  return node.namedChildren.filter(
    (child): child is Node => child !== null && child.type !== 'comment' && !child.isError,
  );
}

/**
 * What a node is a part of.
 *
 * NOTE: never asked of an empty node, as the parser makes them where something is missing: there
 * tree-sitter recurses once for each level, and overruns its small stack without a word. It also
 * comes down from the root, so that asking costs by depth.
 */
export function parentOf(node: Node): Node | undefined {
  if (node.startIndex === node.endIndex) return undefined;
  // eslint-disable-next-line no-restricted-properties -- here is where it is asked
  return node.parent ?? undefined;
}

/** The child that the grammar gives this field name. */
export function field(node: Node, name: string): Node | undefined {
  return node.childForFieldName(name) ?? undefined;
}

/** `(((x)))` is x. */
export function withoutParentheses(node: Node): Node {
  let inner = node;
  while (inner.type === 'parenthesized_expression') {
    const next = field(inner, 'expression');
    if (!next) return inner;
    inner = next;
  }
  return inner;
}

/** `f a b` taken apart: what is called and what it is given. */
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

/** The operator of an expression, as the file has it. */
export function operatorOf(syntax: Syntax, node: Node): string | undefined {
  const operator = field(node, 'operator');
  return operator && syntax.textOf(operator);
}

const textual = new Set([
  ...['comment', 'string_fragment', 'escape_sequence', 'dollar_escape'],
  ...['string_expression', 'indented_string_expression'],
]);

/** Whether an offset lies in a comment or in a string's own text. */
export function isInsideText(root: Node, offset: number): boolean {
  return endOfText(root, offset) > offset;
}

/** Up to where a string's own text or a comment goes on from here; the offset itself elsewhere. */
export function endOfText(root: Node, offset: number): number {
  const node = root.descendantForIndex(offset, offset + 1);
  if (!node || !textual.has(node.type)) return offset;
  // A whole string has interpolations in it; its parts have not.
  return node.type.endsWith('string_expression') ? offset + 1 : node.endIndex;
}

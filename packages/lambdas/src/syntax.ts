import type { Node } from 'web-tree-sitter';
import { bridge, bridgeRare, type Bridged } from './bridge';
import type { NixParser } from './parser';
import { Positions } from './position';
import type { Position } from './reading';

/** A parsed text: its tree, where the original and the parsed text differ, and how to cut it. */
export class Syntax {
  private readonly positions: Positions;

  constructor(
    readonly parser: NixParser,
    /** The file as it is. */
    readonly text: string,
    readonly bridged: Bridged,
    readonly root: Node,
  ) {
    this.positions = new Positions(text);
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
export function withSyntax<T>(parser: NixParser, text: string, read: (syntax: Syntax) => T): T {
  const bridged = bridge(text);
  let rare: Bridged | undefined;
  const first = parser.parse(bridged.text, ({ rootNode }) => {
    if (rootNode.hasError) rare = bridgeRare(bridged);
    return rare ? undefined : { value: read(new Syntax(parser, text, bridged, rootNode)) };
  });
  if (first) return first.value;
  const again = rare ?? bridged;
  return parser.parse(again.text, ({ rootNode }) =>
    read(new Syntax(parser, text, again, rootNode)),
  );
}

/** Named children that are neither comments nor errors. */
export function children(node: Node): Node[] {
  return node.namedChildren.filter(
    (child): child is Node => child !== null && child.type !== 'comment' && !child.isError,
  );
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

import type { Node } from 'web-tree-sitter';
import { kindOf } from '../syntax/expression-kind';
import type { Position } from '../model/reading';
import { attributeName, plainIndentedValue, stringValue } from '../syntax/string-literal';
import { children, field, withoutParentheses, type Syntax } from '../syntax/syntax';

/** A reason why Nix does not take a flake.nix, or why it cannot be read without Nix. */
export interface FlakeDiagnostic {
  readonly position: Position;
  /** A sentence without a full stop. */
  readonly reason: string;
}

/** A value that is written out: a literal, or a set, whose parts (`a.b = …; a.c = …;`) are merged. */
export class WrittenValue {
  readonly members = new Map<string, WrittenValue>();
  value: string | number | boolean | undefined;
  /** Whether anything in it could not be read; a diagnostic says so already. */
  isUnread = false;

  constructor(readonly position: Position) {}

  get isSet(): boolean {
    return this.value === undefined;
  }

  /** The member at a path; made where there is none. */
  at([name, ...rest]: readonly string[], position: Position): WrittenValue {
    if (name === undefined) return this;
    let next = this.members.get(name);
    if (!next) this.members.set(name, (next = new WrittenValue(position)));
    return next.at(rest, position);
  }
}

/** Adds an expression to a value; what is not written out becomes a diagnostic. */
export function collectWritten(
  syntax: Syntax,
  expression: Node,
  into: WrittenValue,
  diagnostics: FlakeDiagnostic[],
): void {
  const node = withoutParentheses(expression);
  const isSet = node.type === 'attrset_expression' || node.type === 'rec_attrset_expression';
  if (!isSet) {
    const value = literalValue(syntax, node);
    if (value !== undefined) into.value = value;
    else {
      into.isUnread = true;
      diagnostics.push({ position: syntax.positionOf(node), reason: notWritten(syntax, node) });
    }
    return;
  }
  for (const binding of bindingsOf(node)) {
    if (syntax.isBridgedInherit(binding)) continue;
    const path = namesOf(syntax, binding);
    const value = field(binding, 'expression');
    const position = syntax.positionOf(binding);
    if (!value || !path || path.some((name) => name === undefined)) {
      into.isUnread = true;
      diagnostics.push({ position, reason: notWritten(syntax, binding) });
      continue;
    }
    collectWritten(syntax, value, into.at(path as readonly string[], position), diagnostics);
  }
}

/** The bindings of a set, with its `inherit`s. */
export function bindingsOf(set: Node): readonly Node[] {
  const list = children(set).find(({ type }) => type === 'binding_set');
  return list ? children(list) : [];
}

/**
 * The names to the left of `=`, undefined for one that is computed; undefined as a whole for an
 * `inherit`.
 */
export function namesOf(
  syntax: Syntax,
  binding: Node,
): readonly (string | undefined)[] | undefined {
  const path = field(binding, 'attrpath');
  return path && children(path).map((attribute) => attributeName(syntax, attribute));
}

/**
 * The value of a literal. Where Nix reads a flake.nix, it evaluates nothing: an indented string with
 * an escape is no literal for it, as it is put together from parts.
 */
export function literalValue(syntax: Syntax, node: Node): string | number | boolean | undefined {
  const text = syntax.textOf(node);
  if (node.type === 'uri_expression') return text;
  if (node.type === 'integer_expression') return Number(text);
  if (node.type === 'variable_expression') {
    return text === 'true' ? true : text === 'false' ? false : undefined;
  }
  return stringValue(syntax, node) ?? plainIndentedValue(syntax, node);
}

/** What an expression is, where a literal or a set is wanted. */
export function notLiteral(syntax: Syntax, node: Node): string {
  if (/^(?:binding|inherit)/.test(node.type)) return 'a name that is computed';
  if (!node.type.endsWith('string_expression')) return kindOf(syntax, node);
  return node.namedChildren.some((part) => part?.type === 'interpolation')
    ? 'a string with something computed in it'
    : 'an indented string with an escape in it';
}

function notWritten(syntax: Syntax, node: Node): string {
  return `an input is written out in strings and sets, and this is ${notLiteral(syntax, node)}`;
}

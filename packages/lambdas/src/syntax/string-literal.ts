import type { Node } from 'web-tree-sitter';
import { meant } from './decode';
import { escapedBy, indentedValue, isDroppedBefore } from './indented-string';
import { withoutParentheses, type Syntax } from './syntax';

/** The value of a string literal without interpolations, else undefined. Line ends become `\n`. */
export function stringValue(syntax: Syntax, string: Node): string | undefined {
  if (string.type !== 'string_expression') return undefined;
  if (string.hasError || interpolationsOf(string).length > 0) return undefined;
  return meant(unescape(syntax.textOf(string).slice(1, -1)), syntax.source);
}

/**
 * The value of an indented string (`''…''`) that is one piece of text: without interpolations and
 * without escapes. Else undefined.
 */
export function plainIndentedValue(syntax: Syntax, string: Node): string | undefined {
  if (string.type !== 'indented_string_expression' || string.hasError) return undefined;
  const content = syntax.textOf(string).slice(2, -2);
  const isComputed = string.namedChildren.some((part) => part?.type === 'interpolation');
  // Every escape of such a string begins with the two quotes.
  if (isComputed || content.includes("''")) return undefined;
  const value = indentedValue(content);
  return value === undefined ? undefined : meant(value, syntax.source);
}

/** The name of one attribute: `a`, `"a"`, `${"a"}`, `${(''a'')}`; undefined if it is computed. */
export function attributeName(syntax: Syntax, attribute: Node): string | undefined {
  if (attribute.type === 'identifier') return syntax.textOf(attribute);
  if (attribute.type === 'interpolation') {
    const inner = attribute.childForFieldName('expression');
    return inner ? knownString(syntax, inner) : undefined;
  }
  return stringValue(syntax, attribute);
}

/**
 * The string that Nix's parser itself knows, without evaluating: a literal of either kind or a URI,
 * in any parentheses. Undefined for all that it joins or evaluates, even if the result is clear:
 * `"${"a"}"`, `''a''$b''`. Only with the former may a let bind a name, or an `inherit` have one.
 */
export function knownString(syntax: Syntax, expression: Node): string | undefined {
  const node = withoutParentheses(expression);
  if (node.type === 'uri_expression') return syntax.textOf(node);
  if (node.type !== 'indented_string_expression') return stringValue(syntax, node);
  if (node.hasError) return undefined;
  const [only, ...others] = interpolationsOf(node);
  const text = syntax.textOf(node).slice(2, -2);
  if (!only) {
    const value = indentedValue(text);
    return value === undefined ? undefined : meant(value, syntax.source);
  }
  const isAlone = others.length === 0 && only.endIndex === node.endIndex - 2;
  const before = text.slice(0, only.startIndex - node.startIndex - 2);
  const inner = only.childForFieldName('expression');
  return isAlone && inner && isDroppedBefore(before) ? knownString(syntax, inner) : undefined;
}

function interpolationsOf(string: Node): Node[] {
  return string.namedChildren.filter((part): part is Node => part?.type === 'interpolation');
}

function unescape(content: string): string {
  return content
    .replace(/\r\n?/g, '\n')
    .replace(/\\([^])/g, (_, escaped: string) => escapedBy(escaped));
}

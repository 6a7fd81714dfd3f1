import type { Node } from 'web-tree-sitter';
import { meant } from './decode';
import type { Syntax } from './syntax';

/** The value of a string literal without interpolations, else undefined. Line ends become `\n`. */
export function stringValue(syntax: Syntax, string: Node): string | undefined {
  if (string.type !== 'string_expression') return undefined;
  if (string.hasError || string.namedChildren.some((part) => part?.type === 'interpolation')) {
    return undefined;
  }
  return meant(unescape(syntax.textOf(string).slice(1, -1)), syntax.source);
}

/** The name of one attribute: `a`, `"a"`, `${"a"}`; undefined if it is computed. */
export function attributeName(syntax: Syntax, attribute: Node): string | undefined {
  if (attribute.type === 'identifier') return syntax.textOf(attribute);
  if (attribute.type === 'interpolation') {
    const inner = attribute.childForFieldName('expression');
    return inner ? stringValue(syntax, inner) : undefined;
  }
  return stringValue(syntax, attribute);
}

function unescape(content: string): string {
  return content.replace(/\r\n?/g, '\n').replace(/\\([^])/g, (_, escaped: string) => {
    return { n: '\n', r: '\r', t: '\t' }[escaped] ?? escaped;
  });
}

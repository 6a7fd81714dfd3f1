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
  return meant(withoutIndentation(content.replace(/\r\n?/g, '\n')), syntax.source);
}

/** As Nix does it: the least indentation goes, and a first and a last line that are only spaces. */
function withoutIndentation(content: string): string {
  const lines = content.split('\n');
  const indentations = lines.flatMap((line) => {
    const indentation = /^ */.exec(line)![0].length;
    return indentation === line.length ? [] : [indentation];
  });
  const least = indentations.length > 0 ? Math.min(...indentations) : Infinity;
  const kept = lines.map((line) =>
    /^ *$/.test(line) ? line.slice(Math.min(least, line.length)) : line.slice(least),
  );
  if (/^ *$/.test(lines[0]!) && lines.length > 1) kept.shift();
  if (/^ *$/.test(lines.at(-1)!)) kept[kept.length - 1] = '';
  return kept.join('\n');
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

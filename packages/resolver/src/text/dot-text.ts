import { withoutUnseen } from './unseen-characters';

/**
 * A string of Graphviz's language, for the SVG that is drawn of it. Graphviz takes `&lt;` and `&#27;`
 * in labels for the character, and copies controls, which no XML can have. NOTE: backslashes are
 * escaped because labels have escapes such as `\n` and `\N`.
 * @see https://graphviz.org/doc/info/lang.html
 */
export function dotString(text: string): string {
  const shown = withoutUnseen(text);
  return `"${shown.replaceAll('&', '&amp;').replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}

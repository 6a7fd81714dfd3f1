// Why: docs/decisions/limits.md#ten-times-the-largest-known
/** How many bytes a JSON file may have that a person writes: `nix-repo.json`, a file of a layer. */
export const MOST_JSON_BYTES = 16_000_000;

/** How many lists and objects may lie inside of each other in a JSON file. */
export const MOST_JSON_DEPTH = 100;

/**
 * The offset of the first bracket of a JSON text that lies too deep; undefined if none does. What
 * reads JSON, and what goes through what was read, calls itself for each level.
 *
 * NOTE: a text that is no JSON may get an answer too: it is a problem in any case.
 */
export function tooDeepAt(text: string, most = MOST_JSON_DEPTH): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === BRACKET || code === BRACE) depth++;
    else if (code === END_OF_BRACKET || code === END_OF_BRACE) depth--;
    if (depth > most) return at;
  }
  return undefined;
}

const [QUOTE, BACKSLASH, BRACKET, END_OF_BRACKET, BRACE, END_OF_BRACE] = [...'"\\[]{}'].map(
  (character) => character.charCodeAt(0),
);

/** The offset of the quote that ends a string, or of the end of the text. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== QUOTE) {
    at += text.charCodeAt(at) === BACKSLASH ? 2 : 1;
  }
  return at;
}

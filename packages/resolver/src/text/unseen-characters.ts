/**
 * Characters that a person does not see as what they are, or that no format can have: controls,
 * line and paragraph separators, what turns or isolates the direction of writing, what has no width,
 * halves of surrogate pairs, and code points that are no characters. Joiners stay, as emoji and
 * Persian need them, and so do signs of other scripts that Unicode counts among the formatting ones.
 */
const UNSEEN = '[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Noncharacter_Code_Point}\\u2028\\u2029]';
const SEEN =
  '\\u0600-\\u0605\\u06DD\\u070F\\u0890\\u0891\\u08E2\\u{110BD}\\u{110CD}\\u{13430}-\\u{1343F}\\u200C\\u200D';
const ALL_UNSEEN = new RegExp(`(?![${SEEN}])${UNSEEN}`, 'gu');
/** The same without the two that make a page of lines. */
const ALL_UNSEEN_IN_LINES = new RegExp(`(?![\\n\\t${SEEN}])${UNSEEN}`, 'gu');

/** Most texts have nothing else, and are looked at once. */
const PLAIN = /^[\x20-\x7e]*$/;
const PLAIN_LINES = /^[\n\t\x20-\x7e]*$/;

/** The text with all such characters written out, as JavaScript and JSON write them: `\u001b`. */
export function withoutUnseen(text: string): string {
  return PLAIN.test(text) ? text : text.replace(ALL_UNSEEN, written);
}

/** The same, with line feeds and tabs as they are. */
export function linesWithoutUnseen(text: string): string {
  return PLAIN_LINES.test(text) ? text : text.replace(ALL_UNSEEN_IN_LINES, written);
}

/** Whether a text has neither halves of characters nor U+0000, which no Nix string can have. */
export function isTextForNix(text: string): boolean {
  return !/[\0\p{Cs}]/u.test(text);
}

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Two escapes for a character beyond U+FFFF, so that it is one in JSON, too. */
function written(character: string): string {
  const units = character.split('').map((unit) => unit.charCodeAt(0).toString(16).padStart(4, '0'));
  return SHORT[character] ?? units.map((unit) => `\\u${unit}`).join('');
}

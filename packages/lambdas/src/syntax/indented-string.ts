/** The pieces that Nix's lexer makes of the text of an indented string. */
const piece = /(?:[^$']|\$[^{']|'[^'$])+|''\\[^]|''[$']|[$']/g;

/** What Nix passes over behind the opening quotes: the rest of their line, if it is blank. */
const firstLine = /^ *\n/;

/** Whether text before an interpolation leaves nothing, as it is indentation only. */
export function isDroppedBefore(text: string): boolean {
  return isIndentation(text.replace(firstLine, ''));
}

function isIndentation(text: string): boolean {
  return /^ *$/.test(text);
}

/**
 * The value of an indented string, from the text between its quotes; undefined if it is made of
 * several pieces, which Nix joins only when it evaluates. NOTE: older versions of Nix also join an
 * indentation with an escape behind it (`''  ''$''`); the newer rule is used here.
 */
export function indentedValue(text: string): string | undefined {
  const pieces = text.replace(firstLine, '').match(piece) ?? [];
  const [first, second, ...others] = pieces;
  if (first === undefined) return '';
  if (second === undefined) return isEscape(first) ? escapeValue(first) : withoutIndentation(first);
  return others.length === 0 && isIndentation(first) ? escapeValue(second) : undefined;
}

function isEscape(written: string): boolean {
  return written.startsWith("''") || written === '$' || written === "'";
}

function escapeValue(written: string): string {
  if (written === "'''") return "''";
  if (written === "''$") return '$';
  return written.startsWith("''\\") ? escapedBy(written.slice(3)) : written;
}

/** The character that a backslash and this character stand for, in both kinds of strings. */
export function escapedBy(escaped: string): string {
  return { n: '\n', r: '\r', t: '\t' }[escaped] ?? escaped;
}

/**
 * Nix counts only blanks as indentation, takes no account of empty lines, and drops the last line
 * if it is blank. NOTE: `^` of a regular expression would also match behind other line ends.
 */
function withoutIndentation(text: string): string {
  const lines = text.split('\n');
  const indentations = lines.map((line) => line.search(/[^ ]/)).filter((length) => length >= 0);
  const least = Math.min(...indentations, text.length);
  const stripped = lines.map((line) => line.replace(/^ +/, (blanks) => blanks.slice(least)));
  const last = stripped.at(-1) ?? '';
  if (stripped.length > 1 && /^ *$/.test(last)) stripped[stripped.length - 1] = '';
  return stripped.join('\n');
}

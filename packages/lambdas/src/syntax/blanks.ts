/**
 * White space and comments, as in Nix's lexer. NOTE: a line comment has to match up to the end of
 * its line, otherwise the expression backtracks exponentially.
 */
export const blanks = String.raw`(?:[ \t\r\n]|#[^\r\n]*(?:[\r\n]|$)|/\*(?:[^*]|\*(?!/))*\*/)*`;

const fromHere = new RegExp(blanks, 'y');

/** The offset behind the white space and the comments that begin at an offset. */
export function endOfBlanks(text: string, from: number): number {
  fromHere.lastIndex = from;
  return from + (fromHere.exec(text)?.[0].length ?? 0);
}

import { byCause, lineText, toldText, type Problem } from '@nx-nix/resolver';
import { TerminalText } from './terminal-text';

/**
 * Colour where the output is a terminal; the usual variables have the last word. NOTE: Nx sets
 * `FORCE_COLOR=true` for its tasks whether or not there is a terminal, so that says nothing.
 */
export function wantsColour(): boolean {
  if (process.env['NO_COLOR']) return false;
  const forced = process.env['FORCE_COLOR'];
  if (forced && forced !== 'true') return forced !== '0';
  return process.stdout.isTTY === true;
}

/**
 * All problems as text, those of one cause together, a blank line between them, and how many there are.
 */
export function problemsText(problems: readonly Problem[]): TerminalText {
  const code = (start: number): ((text: string) => string) =>
    wantsColour() ? (text) => `\u001b[${start}m${text}\u001b[0m` : (text) => text;
  const paint = { error: code(31), hint: code(36) };
  const causes = byCause(problems);
  const together = causes.length < problems.length ? `, told as ${causes.length}` : '';
  const count = `${countText(problems.length, 'problem')}${together}.`;
  const texts = causes.map((one) => toldText(one, paint));
  return new TerminalText([...texts, count].join('\n\n'));
}

/** For problems that were found before the base was asked. */
export const BASE_UNASKED =
  'The base was not asked: that takes long, and these have to be mended first. Names that only the base can know were not looked up.';

/** `3 packages`, `1 package`. */
export function countText(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? '' : 's'}`;
}

/** A stream that a line of progress can be written to. */
export interface Screen {
  readonly isTTY: boolean;
  /** Its width in characters. */
  readonly columns: number;
  write(text: TerminalText): void;
}

/** Standard output or standard error as a screen. */
export function screenOf(stream: NodeJS.WriteStream): Screen {
  return {
    isTTY: stream.isTTY === true,
    columns: stream.columns ?? 80,
    write: ({ text }) => void stream.write(text),
  };
}

/** Takes away the last line of a screen that is one, to write another in its place. */
export const CLEAR_LINE = new TerminalText('\r\u001b[2K');

/**
 * As much of a text as fits into a line of a screen: one that goes on in a second could not be taken
 * away again. Characters of other scripts count as two columns, as many of them are that wide.
 */
export function fitting(text: string, columns: number): TerminalText {
  let left = Math.max(20, columns - 1);
  let fits = '';
  for (const character of lineText(text)) {
    left -= character < '\u1100' ? 1 : 2;
    if (left < 0) break;
    fits += character;
  }
  return new TerminalText(fits);
}

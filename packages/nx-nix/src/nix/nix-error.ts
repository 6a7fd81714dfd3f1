/** The error output of Nix, in parts. */
export interface NixError {
  /** The sentence with the reason, on one line. */
  readonly sentence: string;
  /** The places that Nix names: first the place of the error, then those of the trace. */
  readonly places: readonly NixPosition[];
  /**
   * The message, without warnings and without the trace, which leads through our own expression.
   */
  readonly text: string;
}

/**
 * Parses the error output of Nix. All versions print `error: …` and then `at FILE:LINE:COLUMN:`;
 * newer ones print the trace first, and the error last.
 */
export function nixError(stderr: string): NixError {
  const lines = stderr.split('\n').filter((line) => !IGNORED.test(line));
  const last = lines.findLastIndex((line) => /^\s*error:\s*\S/.test(line));
  const errorLines = last < 0 ? lines : lines.slice(last);
  const end = errorLines.findIndex(
    (line, i) => i > 0 && /^\s*(at .+:\d+:\d+:?|…|\d*\|.*)?$/.test(line),
  );
  const sentence = errorLines
    .slice(0, end < 0 ? undefined : end)
    .join(' ')
    .replace(/^\s*error:\s*/, '')
    .replace(/\s+/g, ' ')
    .trim();
  const traceLines = last < 0 ? [] : lines.slice(0, last).reverse();
  return { sentence, places: placesIn([...errorLines, ...traceLines]), text: trimmed(errorLines) };
}

/** Lines that are no part of the error. */
const IGNORED = /^\s*(warning: |\(use '--show-trace'|\(stack trace truncated)/;

function placesIn(lines: readonly string[]): readonly NixPosition[] {
  return lines.flatMap((line) => {
    const [, file, at, column] = /\bat «?(\/.+?)»?:(\d+):(\d+)\b/.exec(line) ?? [];
    return file === undefined ? [] : [{ file, line: Number(at), column: Number(column) }];
  });
}

/** Removes the common indentation, and empty lines at the start and end. */
function trimmed(lines: readonly string[]): string {
  const text = lines.join('\n').replace(/^\n+|\s+$/g, '');
  const indents = text.split('\n').filter((line) => line.trim() !== '');
  const least = Math.min(...indents.map((line) => line.search(/\S/)));
  return text.replace(new RegExp(`^ {${least}}`, 'gm'), '');
}

/** A position in a file, named as Nix names the file. */
export interface NixPosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

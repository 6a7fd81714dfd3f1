/** What a Nix that failed said, taken apart. */
export interface NixError {
  /** The sentence that says why, on one line. */
  readonly sentence: string;
  /** The places that Nix names, the one that goes with the sentence first, then the way there. */
  readonly places: readonly NixPosition[];
  /** All that it said of it: neither warnings nor the way there, which leads through our question. */
  readonly text: string;
}

/**
 * Takes apart what Nix prints on standard error. All versions say `error: …` and then
 * `at FILE:LINE:COLUMN:`; newer ones tell the way there first, and the error last.
 */
export function nixError(stderr: string): NixError {
  const lines = stderr.split('\n').filter((line) => !IGNORED.test(line));
  const last = lines.findLastIndex((line) => /^\s*error:\s*\S/.test(line));
  const told = last < 0 ? lines : lines.slice(last);
  const end = told.findIndex((line, i) => i > 0 && /^\s*(at .+:\d+:\d+:?|…|\d*\|.*)?$/.test(line));
  const sentence = told
    .slice(0, end < 0 ? undefined : end)
    .join(' ')
    .replace(/^\s*error:\s*/, '')
    .replace(/\s+/g, ' ')
    .trim();
  const wayThere = last < 0 ? [] : lines.slice(0, last).reverse();
  return { sentence, places: placesIn([...told, ...wayThere]), text: trimmed(told) };
}

/** What Nix says on the side. */
const IGNORED = /^\s*(warning: |\(use '--show-trace'|\(stack trace truncated)/;

function placesIn(lines: readonly string[]): readonly NixPosition[] {
  return lines.flatMap((line) => {
    const [, file, at, column] = /\bat «?(\/.+?)»?:(\d+):(\d+)\b/.exec(line) ?? [];
    return file === undefined ? [] : [{ file, line: Number(at), column: Number(column) }];
  });
}

/** Without the indentation that all lines have, and without empty lines at the ends. */
function trimmed(lines: readonly string[]): string {
  const text = lines.join('\n').replace(/^\n+|\s+$/g, '');
  const indents = text.split('\n').filter((line) => line.trim() !== '');
  const least = Math.min(...indents.map((line) => line.search(/\S/)));
  return text.replace(new RegExp(`^ {${least}}`, 'gm'), '');
}

/** Where Nix says that something stands; the file as Nix names it. */
export interface NixPosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

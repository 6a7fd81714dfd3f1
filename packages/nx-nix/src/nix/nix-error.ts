import type { NixPosition } from './lambdas-xml';

/** What a Nix that failed said, taken apart. */
export interface NixError {
  /** The sentence that says why, on one line. */
  readonly sentence: string;
  /** The place that goes with it, where Nix names one. */
  readonly at: NixPosition | undefined;
  /** All of it, without warnings and advice about flags. */
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
  return { sentence, at: placeIn(told) ?? placeIn([sentence]), text: trimmed(lines) };
}

/** What Nix says on the side. */
const IGNORED = /^\s*(warning: |\(use '--show-trace'|\(stack trace truncated)/;

function placeIn(lines: readonly string[]): NixPosition | undefined {
  for (const line of lines) {
    const [, file, at, column] = /\bat «?(\/.+?)»?:(\d+):(\d+)\b/.exec(line) ?? [];
    if (file !== undefined) return { file, line: Number(at), column: Number(column) };
  }
  return undefined;
}

function trimmed(lines: readonly string[]): string {
  return lines.join('\n').replace(/^\n+|\s+$/g, '');
}

import type { Position } from '@nx-nix/lambdas';

/** Where something stands: a file as seen from the workspace root, and a position in it. */
export interface Place {
  readonly file: string;
  readonly position: Position;
}

/** The beginning of a file: where a problem is told that has no place of its own in it. */
export const FILE_START: Position = { line: 1, column: 1 };

/**
 * Anything wrong that a person can mend: one class each, in a file of its own. A failure of the
 * tool itself (a full disk) is an ordinary Error instead.
 */
export abstract class Problem {
  /** Stable, for machines and for looking it up in docs/problems.md. */
  abstract readonly code: string;
  /** What is wrong, in one sentence without a full stop. */
  abstract readonly message: string;
  /** What to do about it. */
  abstract readonly hint: string;

  /**
   * What it is about, where that outlives a move to another file: a package, and the name that it
   * asks for. Where there is none, it is about its file.
   */
  readonly subject?: string;

  constructor(readonly place: Place) {}

  /** The same as it is for whoever keeps the repo in that folder; undefined where it is none of theirs. */
  seenFrom(root: string): Problem | undefined {
    return isBelow(this.place, root) ? this : undefined;
  }
}

/** Whether a place is in a folder, both from the workspace root. */
export function isBelow({ file }: Place, root: string): boolean {
  return file.startsWith(`${root}/`);
}

/** `file:line:column`, as editors and terminals take it. */
export function placeText({ file, position }: Place): string {
  return `${file}:${position.line}:${position.column}`;
}

/** Problems in the order in which a person goes through files, each once. */
export function sortProblems(problems: readonly Problem[]): readonly Problem[] {
  const seen = new Set<string>();
  return [...problems]
    .sort(
      (a, b) =>
        compare(a.place.file, b.place.file) ||
        a.place.position.line - b.place.position.line ||
        a.place.position.column - b.place.position.column ||
        compare(a.code, b.code) ||
        compare(a.message, b.message),
    )
    .filter((problem) => {
      const text = `${placeText(problem.place)} ${problem.code} ${problem.message}`;
      return seen.has(text) ? false : seen.add(text) && true;
    });
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** How a run names its problems: one paragraph each, colour only where `paint` gives it. */
export function problemText(
  problem: Problem,
  paint: { readonly error: (text: string) => string; readonly hint: (text: string) => string } = {
    error: (text) => text,
    hint: (text) => text,
  },
): string {
  const head = `${placeText(problem.place)}: ${paint.error(`error[${problem.code}]`)}: ${problem.message}`;
  const hint = problem.hint
    .split('\n')
    .map((line, i) => (i === 0 ? `  ${paint.hint('hint')}: ${line}` : `        ${line}`))
    .join('\n');
  return `${head}\n${hint}`;
}

/** The same for machines. */
export function problemJson(problem: Problem): ProblemJson {
  const { file, position } = problem.place;
  return {
    code: problem.code,
    file,
    line: position.line,
    column: position.column,
    message: problem.message,
    hint: problem.hint,
  };
}

export interface ProblemJson {
  readonly code: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint: string;
}

import type { Position } from '@nx-nix/lambdas';

/** A file, by its path from the workspace root, and a position in it. */
export interface Place {
  readonly file: string;
  readonly position: Position;
}

/** The first position in a file, for problems that have no other position in it. */
export const FILE_START: Position = { line: 1, column: 1 };

/**
 * A problem: reported to a person, who can fix it. Each kind is a class in its own file. A failure
 * of the tool itself (for example a full disk) is an ordinary Error instead.
 */
export abstract class Problem {
  /** Stable identifier, for machines and for docs/problems.md. */
  abstract readonly code: string;
  /** The problem, as one sentence without full stop. */
  abstract readonly message: string;
  /** What the person can do. */
  abstract readonly hint: string;

  /**
   * Identifies what the problem is about, independent of the file (a package, and the name that it
   * asks for), so that the ratchet recognises it after a move. Absent: identified by its file.
   */
  readonly subject?: string;

  constructor(readonly place: Place) {}

  /**
   * The problem as reported to the repo in a folder; undefined if it does not concern that repo.
   */
  seenFrom(root: string): Problem | undefined {
    return isBelow(this.place, root) ? this : undefined;
  }
}

/** Whether a place is in a folder; both paths are from the workspace root. */
export function isBelow({ file }: Place, root: string): boolean {
  return file.startsWith(`${root}/`);
}

/** `file:line:column`, which editors and terminals turn into a link. */
export function placeText({ file, position }: Place): string {
  return `${file}:${position.line}:${position.column}`;
}

/** Sorts problems by file, position, code and message, and removes duplicates. */
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

/** A problem as a paragraph for people. `paint` adds colours; by default there are none. */
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

/** A problem as data for machines. */
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

/** The form of a problem in JSON output. */
export interface ProblemJson {
  readonly code: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly hint: string;
}

import type { Position } from '@nx-nix/lambdas';
import { lineText } from '../text/terminal-text';

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

  /**
   * What many places may have in common that is mended once (a name that nobody has), so that a person
   * is told of them as one. Absent: each is told by itself.
   */
  readonly cause?: Cause;

  constructor(readonly place: Place) {}

  /**
   * The problem as reported to the repo in a folder; undefined if it does not concern that repo.
   */
  seenFrom(root: string): Problem | undefined {
    return isBelow(this.place, root) ? this : undefined;
  }
}

/** One cause of problems in several places. */
export interface Cause {
  /** Equal for problems of one code that have the same cause, where their hints are equal too. */
  readonly key: string;
  /** The message for so many of them. */
  readonly told: (count: number) => string;
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

/** How parts of a problem are coloured. */
export interface Paint {
  readonly error: (text: string) => string;
  readonly hint: (text: string) => string;
}

const NO_PAINT: Paint = { error: (text) => text, hint: (text) => text };

/** A problem as a paragraph for people, with nothing that a terminal or a log would act on. */
export function problemText(problem: Problem, paint: Paint = NO_PAINT): string {
  return toldText({ problem, message: problem.message, others: [] }, paint);
}

/** A problem as a person is told it, and others of the same cause. */
export interface ToldProblem {
  /** The first of them. */
  readonly problem: Problem;
  readonly message: string;
  readonly others: readonly Problem[];
}

/** From how many of one cause on they are told as one. */
const MANY = 4;
/** How many places are named then. */
const NAMED_PLACES = 3;

// Why: docs/decisions/structure.md#many-problems-of-one-cause-are-told-as-one-and-given-as-many
/** The problems as a person is told them: many of one cause as one, in the order of the first. */
export function byCause(problems: readonly Problem[]): readonly ToldProblem[] {
  const groups = new Map<unknown, Problem[]>();
  for (const problem of problems) {
    const { cause } = problem;
    const key = cause ? `${problem.code}\n${cause.key}\n${problem.hint}` : problem;
    const group = groups.get(key);
    if (group) group.push(problem);
    else groups.set(key, [problem]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first, ...others] = group;
    return group.length < MANY
      ? group.map((problem) => ({ problem, message: problem.message, others: [] }))
      : [{ problem: first!, message: first!.cause!.told(group.length), others }];
  });
}

/**
 * The paragraph for problems of one cause, with the first few places. What a terminal would obey is
 * shown; lines are those of a hint and no others.
 */
export function toldText(
  { problem, message, others }: ToldProblem,
  paint: Paint = NO_PAINT,
): string {
  const head = `${shownPlace(problem.place)}: ${paint.error(`error[${problem.code}]`)}: ${lineText(message)}`;
  const places = others.slice(0, NAMED_PLACES - 1).map(({ place }) => `  and ${shownPlace(place)}`);
  const left = others.length - places.length;
  const more = left > 0 ? [`  and ${left} more; --json has all of them`] : [];
  const hint = problem.hint
    .split('\n')
    .map(lineText)
    .map((line, i) => (i === 0 ? `  ${paint.hint('hint')}: ${line}` : `        ${line}`));
  return [head, ...places, ...more, ...hint].join('\n');
}

function shownPlace(place: Place): string {
  return lineText(placeText(place));
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

import type { Limit } from '../model/reading';

// Why: docs/decisions/limits.md#ten-times-the-largest-known
/**
 * How far a Nix text is read. Whatever is in it, reading ends, in steps that grow with its size; a
 * text beyond one of these is told with its place, and not read.
 */
export const LIMITS = {
  /**
   * How many nodes of the tree may lie inside of each other. What asks for the parent of a node is
   * answered by going there from the root.
   */
  depth: 3_000,
  /**
   * How many characters of paths, names and URIs may stand in a row, outside of strings and
   * comments: the scanner of the grammar, as that of Nix, looks ahead to the end of them from each.
   */
  word: 1_500,
  /**
   * How many comments may be open at the end of the text: for each, the scanner looks there for its
   * end.
   */
  openComments: 20,
  /** How many steps through the tree any text may take, … */
  stepsForAny: 2_000_000,
  /** … and how many more for each character. */
  stepsPerCharacter: 20,
} as const;

/** Thrown to end a reading; `withSyntax` makes a diagnostic of it. */
export class OverLimit extends Error {
  constructor(
    readonly limit: Limit,
    /** In the text that is being read. */
    readonly offset: number,
    readonly most: number,
  ) {
    super(`more than ${most} (${limit}) at ${offset}`);
  }
}

/** NOTE: reading is synchronous, so that one count will do for the text that is being read. */
let left = Infinity;
let most = Infinity;

/** Counts a step at an offset of the text. @throws OverLimit */
export function step(offset: number): void {
  if (--left < 0) throw new OverLimit('steps', offset, most);
}

/** Counts the steps of a reading from the beginning, for a text of so many characters. */
export function countSteps<T>(characters: number, read: () => T): T {
  const outer = { left, most };
  most = LIMITS.stepsForAny + LIMITS.stepsPerCharacter * characters;
  left = most;
  try {
    return read();
  } finally {
    ({ left, most } = outer);
  }
}

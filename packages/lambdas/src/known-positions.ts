import type { Position } from './reading';

const lines = 256;
const columns = 64;

/** By line and column, those that were asked for before. */
const known: (Position | undefined)[] = Array.from({ length: lines * columns }, () => undefined);

/**
 * A place in a file.
 *
 * NOTE: nearly every formal stands in one of a few places, the third column of one of the first
 * lines. One object for each of them is a third less to make and to keep than one for each formal.
 */
export function positionAt(line: number, column: number): Position {
  if (line >= lines || column >= columns) return { line, column };
  return (known[line * columns + column] ??= { line, column });
}

import type { Formal, Position } from '../model/reading';

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
export function sharedPosition(line: number, column: number): Position {
  if (line >= lines || column >= columns) return { line, column };
  return (known[line * columns + column] ??= { line, column });
}

/** By a sum of name and place. */
const formals: (Formal | undefined)[] = Array.from({ length: 1 << 14 }, () => undefined);

/** A formal without a default. NOTE: half of a tree's, `lib` in the second line first of all, are shared. */
export function requiredFormal(name: string, position: Position): Formal {
  const letters = name.charCodeAt(0) * 31 + name.charCodeAt(name.length - 1) * 1009;
  const slot = (letters + name.length * 7919 + position.line * 257 + position.column) & 16383;
  const formal = formals[slot];
  if (formal?.name === name && formal.position === position) return formal;
  return (formals[slot] = { name, position, hasDefault: false });
}

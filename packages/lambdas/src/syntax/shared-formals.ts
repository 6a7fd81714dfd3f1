import type { Formal, Position } from '../model/reading';

const lines = 256;
const columns = 64;

/** Positions that were requested before, by line and column. */
const known: (Position | undefined)[] = Array.from({ length: lines * columns }, () => undefined);

/**
 * A position object, shared between files for small lines and columns.
 *
 * NOTE: most formals have the same few positions, in the third column of the first lines. Sharing
 * these objects saves a third of the time and memory of one object per formal.
 */
export function sharedPosition(line: number, column: number): Position {
  if (line >= lines || column >= columns) return { line, column };
  return (known[line * columns + column] ??= { line, column });
}

/** Formals that were requested before, by a hash of name and position. */
const formals: (Formal | undefined)[] = Array.from({ length: 1 << 14 }, () => undefined);

/**
 * A formal without default. NOTE: half of those in nixpkgs are shared, above all `lib` in line 2.
 */
export function requiredFormal(name: string, position: Position): Formal {
  const letters = name.charCodeAt(0) * 31 + name.charCodeAt(name.length - 1) * 1009;
  const slot = (letters + name.length * 7919 + position.line * 257 + position.column) & 16383;
  const formal = formals[slot];
  if (formal?.name === name && formal.position === position) return formal;
  return (formals[slot] = { name, position, hasDefault: false });
}

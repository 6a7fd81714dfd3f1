import type { SourceText } from './decode';
import type { Position } from '../model/reading';

const lineEnd = /\r\n|\r|\n/g;

/**
 * Converts offsets in a text (UTF-16 units, as in JavaScript) to positions as Nix counts them.
 * NOTE: line starts are searched only up to the requested offset, because most offsets are in the
 * head of a file.
 */
export class Positions {
  private readonly lineStarts: number[] = [0];
  private readTo = 0;
  /** NOTE: what was counted of the last line: all of a file may be one, with thousands of names. */
  private last = { line: -1, offset: 0, bytes: 0 };

  constructor(private readonly source: SourceText) {}

  /** The position of an offset. */
  at(offset: number): Position {
    this.readLinesUpTo(offset);
    const line = this.lineOf(offset);
    const isBehind = this.last.line === line && this.last.offset <= offset;
    const from = isBehind ? this.last : { offset: this.lineStarts[line] ?? 0, bytes: 0 };
    const between = this.source.text.slice(from.offset, offset);
    const bytes = from.bytes + Buffer.byteLength(between, this.source.encoding);
    // A surrogate pair that was cut in its middle would count otherwise.
    if (!isCut(this.source.text, offset)) this.last = { line, offset, bytes };
    return { line: line + 1, column: bytes + 1 };
  }

  /** The offset of a position; undefined for a position that the text does not have. */
  offsetOf({ line, column }: Position): number | undefined {
    const { text, encoding } = this.source;
    this.readLinesUpTo(text.length);
    const start = this.lineStarts[line - 1];
    if (start === undefined) return undefined;
    const rest = text.slice(start, this.lineStarts[line]);
    const before = Buffer.from(rest, encoding)
      .subarray(0, column - 1)
      .toString(encoding);
    const isThere = rest.startsWith(before) && Buffer.byteLength(before, encoding) === column - 1;
    return isThere ? start + before.length : undefined;
  }

  private readLinesUpTo(offset: number): void {
    while (this.readTo <= offset) {
      lineEnd.lastIndex = this.readTo;
      const found = lineEnd.exec(this.source.text);
      this.readTo = found ? lineEnd.lastIndex : Infinity;
      if (found) this.lineStarts.push(this.readTo);
    }
  }

  /** The last line that starts at or before the offset. */
  private lineOf(offset: number): number {
    let low = 0;
    let high = this.lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low;
  }
}

/** Whether an offset is between the two halves of one character. */
function isCut(text: string, offset: number): boolean {
  const next = text.charCodeAt(offset);
  return next >= 0xdc00 && next < 0xe000;
}

/** Formats a position as `12:3`, like Nix and compilers do. */
export function formatPosition({ line, column }: Position): string {
  return `${line}:${column}`;
}

/** For sorting: negative if `a` comes before `b`. */
export function comparePositions(a: Position, b: Position): number {
  return a.line - b.line || a.column - b.column;
}

/** What was found, sorted by its place in the text. */
export function inTextOrder<T extends { readonly position: Position }>(
  found: ReadonlyMap<string, T>,
): T[] {
  return [...found.values()].sort((a, b) => comparePositions(a.position, b.position));
}

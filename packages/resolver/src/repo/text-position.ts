import type { Position } from '@nx-nix/lambdas';

/**
 * The positions of offsets in a text; columns count UTF-8 bytes, as in Nix.
 *
 * NOTE: lines are found once, and a line that is long is not counted anew from its beginning: a
 * file may be one line with an offset in each of its bytes.
 */
export class TextPositions {
  private readonly lineStarts: readonly number[];
  private last = { line: -1, offset: 0, bytes: 0 };

  constructor(private readonly text: string) {
    const starts = [0];
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
    this.lineStarts = starts;
  }

  /** The position of an offset. */
  at(offset: number): Position {
    const line = this.lineOf(offset);
    const { last } = this;
    const isBehind = last.line === line && last.offset <= offset;
    const from = isBehind ? last : { offset: this.lineStarts[line]!, bytes: 0 };
    const bytes = from.bytes + Buffer.byteLength(this.text.slice(from.offset, offset));
    this.last = { line, offset, bytes };
    return { line: line + 1, column: bytes + 1 };
  }

  /** The last line that starts at or before the offset. */
  private lineOf(offset: number): number {
    let low = 0;
    let high = this.lineStarts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.lineStarts[middle]! <= offset) low = middle;
      else high = middle;
    }
    return low;
  }
}

import type { Position } from '@nx-nix/lambdas';

/** The position of an offset in a text; columns count UTF-8 bytes, as in Nix. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  return {
    line: before.split('\n').length,
    column: Buffer.byteLength(before.slice(start), 'utf8') + 1,
  };
}

import type { Position } from '@nx-nix/lambdas';

/** Where an offset into a text is, as Nix counts: columns in bytes. */
export function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  return {
    line: before.split('\n').length,
    column: Buffer.byteLength(before.slice(start), 'utf8') + 1,
  };
}

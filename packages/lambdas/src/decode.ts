import { Positions } from './position';
import type { Position } from './reading';

/** The text of a file, or the place of its first byte that is not UTF-8. */
export type Decoded = { readonly text: string } | { readonly badByte: Position };

/** NOTE: a byte order mark is kept, because Nix refuses it. */
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

export function decode(bytes: Uint8Array): Decoded {
  try {
    return { text: strict.decode(bytes) };
  } catch {
    return { badByte: positionOfBadByte(bytes) };
  }
}

/** The lenient decoder writes U+FFFD over what it cannot read: there the two texts part. */
function positionOfBadByte(bytes: Uint8Array): Position {
  const readable = Buffer.from(lenient.decode(bytes));
  let offset = 0;
  while (offset < bytes.length && bytes[offset] === readable[offset]) offset++;
  // A sequence that begins like U+FFFD itself parts only after its first byte.
  while (offset > 0 && isContinuation(readable[offset])) offset--;
  const before = lenient.decode(bytes.subarray(0, offset));
  return new Positions(before).at(before.length);
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}

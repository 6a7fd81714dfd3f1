import { isKeyword } from './keywords';
import { sharedPosition } from './shared-formals';
import type { Position } from '../model/reading';

/** Classes of bytes, as bits. */
const [NAME_START, NAME_PART, BLANK, DIGIT, PATH_PART, URI_PART] = [1, 2, 4, 8, 16, 32] as const;

/** For each byte, the sum of its classes. */
const classes = new Uint8Array(256);
const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const digits = '0123456789';
mark(`${letters}_`, NAME_START);
mark(`${letters}${digits}_'-`, NAME_PART);
mark(' \t\r\n', BLANK);
mark(digits, DIGIT);
mark(`${letters}${digits}._+-`, PATH_PART);
mark(`${letters}${digits}%/?:@&=+$,-_.!~*'`, URI_PART);

function mark(characters: string, kind: number): void {
  for (const character of characters) classes[character.charCodeAt(0)]! |= kind;
}

const [TAB, NEWLINE, RETURN, SPACE, HASH, SLASH, STAR] = [9, 10, 13, 32, 35, 47, 42];

/** Whether a Nix name may begin with the byte. */
export function isNameStart(byte: number): boolean {
  return (classes[byte]! & NAME_START) !== 0;
}

/** Whether the byte may be inside a Nix name. */
export function isNamePart(byte: number): boolean {
  return (classes[byte]! & NAME_PART) !== 0;
}

/** Whether the byte may be inside a URI, after its scheme. */
export function isUriPart(byte: number): boolean {
  return (classes[byte]! & URI_PART) !== 0;
}

/** Whether the byte is an ASCII digit. */
export function isDigit(byte: number): boolean {
  return (classes[byte]! & DIGIT) !== 0;
}

/** Whether the byte may be inside one component of a path. */
export function isPathPart(byte: number): boolean {
  return (classes[byte]! & PATH_PART) !== 0;
}

/** Whether the byte is white space for Nix. */
export function isBlank(byte: number): boolean {
  return (classes[byte]! & BLANK) !== 0;
}

/**
 * Reads a file from left to right and keeps the position as Nix counts it: lines, and columns in
 * bytes. It recognises only blanks, comments and names.
 */
export class ByteScanner {
  readonly bytes: Buffer;
  at = 0;
  private line = 1;
  private lineStart = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = Buffer.isBuffer(bytes)
      ? bytes
      : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** The next byte; 0 at the end, because no valid head contains that byte. */
  next(): number {
    return this.at < this.bytes.length ? this.bytes[this.at]! : 0;
  }

  isAtEnd(): boolean {
    return this.at >= this.bytes.length;
  }

  position(): Position {
    return sharedPosition(this.line, this.at - this.lineStart + 1);
  }

  /** If the text follows, skips it and returns true. The text must have no line end. */
  take(text: string): boolean {
    if (!this.isAtText(text)) return false;
    this.at += text.length;
    return true;
  }

  isAtText(text: string): boolean {
    for (let i = 0; i < text.length; i++) {
      if (this.bytes[this.at + i] !== text.charCodeAt(i)) return false;
    }
    return true;
  }

  /** Reads a name; undefined where none follows, or a reserved word. */
  name(): string | undefined {
    const { bytes } = this;
    const start = this.at;
    if (!isNameStart(this.next())) return undefined;
    let at = start;
    let sum = 0;
    while (at < bytes.length && (classes[bytes[at]!]! & NAME_PART) !== 0) {
      sum = (Math.imul(sum, 31) + bytes[at++]!) | 0;
    }
    this.at = at;
    return nameOf(bytes, start, at, sum);
  }

  skipName(): void {
    while ((classes[this.next()]! & NAME_PART) !== 0) this.at++;
  }

  /** Skips white space and comments; not a comment that is never closed. */
  skipBlanks(): void {
    const { bytes } = this;
    while (this.at < bytes.length) {
      const byte = bytes[this.at]!;
      if (byte === SPACE || byte === TAB) this.at++;
      else if (byte === NEWLINE || byte === RETURN) this.takeLineEnd();
      else if (byte === HASH) this.skipLine();
      else if (byte !== SLASH || !this.skipComment()) return;
    }
  }

  private skipLine(): void {
    const { bytes } = this;
    let at = this.at;
    while (at < bytes.length && bytes[at] !== NEWLINE && bytes[at] !== RETURN) at++;
    this.at = at;
  }

  /** Takes `\n`, `\r\n` or a lone `\r`. */
  private takeLineEnd(): void {
    if (this.bytes[this.at++] === RETURN && this.next() === NEWLINE) this.at++;
    this.line++;
    this.lineStart = this.at;
  }

  private skipComment(): boolean {
    if (this.bytes[this.at + 1] !== STAR) return false;
    const end = this.bytes.indexOf('*/', this.at + 2, 'latin1');
    if (end < 0) return false;
    while (this.at < end + 2) {
      if (this.next() === NEWLINE || this.next() === RETURN) this.takeLineEnd();
      else this.at++;
    }
    return true;
  }
}

/**
 * Names that were read before, by a hash of their bytes.
 *
 * NOTE: most files have the same few names. Finding one here takes a tenth of the time of decoding
 * it, and makes no new string.
 */
const knownNames: (string | undefined)[] = Array.from({ length: 1 << 13 }, () => undefined);

/** The name between two offsets, undefined for a reserved word; `sum` is the hash of its bytes. */
function nameOf(bytes: Buffer, start: number, end: number, sum: number): string | undefined {
  const slot = (sum ^ (sum >>> 13)) & (knownNames.length - 1);
  const known = knownNames[slot];
  if (known !== undefined && isAt(known, bytes, start, end)) return known;
  const name = bytes.toString('latin1', start, end);
  if (isKeyword(name)) return undefined;
  knownNames[slot] = name;
  return name;
}

function isAt(name: string, bytes: Buffer, start: number, end: number): boolean {
  if (name.length !== end - start) return false;
  for (let i = 0; i < name.length; i++) if (bytes[start + i] !== name.charCodeAt(i)) return false;
  return true;
}

/** The text of a file, and how many bytes its characters stand for. */
export interface SourceText {
  readonly text: string;
  /** Where the bytes are not UTF-8 throughout, each is read as one character. */
  readonly encoding: 'utf8' | 'latin1';
}

/** NOTE: a byte order mark is kept, because Nix refuses it. */
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Reads bytes as Nix does, which asks no comment and no string for its encoding: what is not UTF-8
 * becomes a character for each byte, so that columns stay right.
 */
export function decode(bytes: Uint8Array): SourceText {
  const text = decodeUtf8(bytes);
  return text === undefined
    ? { text: Buffer.from(bytes).toString('latin1'), encoding: 'latin1' }
    : { text, encoding: 'utf8' };
}

/**
 * What a part of such a text says, as UTF-8. Bytes that are none become lone surrogates, which no
 * text holds, so that different bytes stay different.
 */
export function meant(part: string, { encoding }: SourceText): string {
  if (encoding === 'utf8') return part;
  const high = (byte: string): string => String.fromCharCode(0xdc00 + byte.charCodeAt(0));
  return decodeUtf8(Buffer.from(part, 'latin1')) ?? part.replace(/[\x80-\xff]/g, high);
}

/** Whether what `meant` gave is UTF-8. */
export function isUtf8(text: string): boolean {
  return !/\p{Surrogate}/u.test(text);
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return strict.decode(bytes);
  } catch {
    return undefined;
  }
}

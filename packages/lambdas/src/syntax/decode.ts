/** The text of a file, and the encoding from which its byte columns are counted. */
export interface SourceText {
  readonly text: string;
  /** `latin1` if the file is not valid UTF-8: then each byte is one character. */
  readonly encoding: 'utf8' | 'latin1';
}

/** NOTE: a byte order mark is kept, because Nix rejects it. */
const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/**
 * Decodes a file. Nix accepts any bytes in comments and strings; so if a file is not valid UTF-8,
 * each of its bytes becomes one character, and columns stay correct.
 */
export function decode(bytes: Uint8Array): SourceText {
  const text = decodeUtf8(bytes);
  return text === undefined
    ? { text: Buffer.from(bytes).toString('latin1'), encoding: 'latin1' }
    : { text, encoding: 'utf8' };
}

/**
 * A part of a decoded text, decoded as UTF-8 where it is valid. Otherwise its bytes above 0x7f
 * become lone surrogates, which occur in no valid text, so that different bytes stay different.
 */
export function meant(part: string, { encoding }: SourceText): string {
  if (encoding === 'utf8') return part;
  const high = (byte: string): string => String.fromCharCode(0xdc00 + byte.charCodeAt(0));
  return decodeUtf8(Buffer.from(part, 'latin1')) ?? part.replace(/[\x80-\xff]/g, high);
}

/** Whether a result of `meant` was valid UTF-8. */
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

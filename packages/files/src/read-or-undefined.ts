import { readFileSync } from 'node:fs';

/** The content of a file as UTF-8 text; undefined where it does not exist or cannot be read. */
export function readTextOrUndefined(file: string): string | undefined {
  return readBytesOrUndefined(file)?.toString('utf8');
}

/** The content of a file as bytes; undefined where it does not exist or cannot be read. */
export function readBytesOrUndefined(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

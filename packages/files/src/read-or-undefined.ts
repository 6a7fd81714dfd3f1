import { readFileSync } from 'node:fs';

/** What a file holds as UTF-8 text; undefined where it is not there or cannot be read. */
export function readTextOrUndefined(file: string): string | undefined {
  return readBytesOrUndefined(file)?.toString('utf8');
}

/** The same as bytes. */
export function readBytesOrUndefined(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

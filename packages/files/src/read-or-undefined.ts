import { readInside, readRegular, type ReadInsideOptions } from './regular-file';

/** The content of a file as UTF-8 text; undefined where `readRegular` throws. */
export function readTextOrUndefined(file: string, most?: number): string | undefined {
  return readBytesOrUndefined(file, most)?.toString('utf8');
}

/** The content of a file as bytes; undefined where `readRegular` throws. */
export function readBytesOrUndefined(file: string, most?: number): Buffer | undefined {
  try {
    return readRegular(file, most);
  } catch {
    return undefined;
  }
}

/** The content of a file in a folder as UTF-8 text; undefined where `readInside` throws. */
export function readTextInsideOrUndefined(
  folder: string,
  file: string,
  options?: ReadInsideOptions,
): string | undefined {
  try {
    return readInside(folder, file, options).toString('utf8');
  } catch {
    return undefined;
  }
}

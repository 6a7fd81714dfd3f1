import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

// Why: docs/decisions/performance.md#the-cache-is-lines-not-one-json
/**
 * The content of a cache file. NOTE: it consists of lines, so that the JSON of a reading is parsed
 * only on request, and is copied unchanged to the cache file of the next run.
 */
export interface KeptReadings {
  /**
   * By `kind` and path: the file's signature, a tab, and `#` and content hash, or a packed reading.
   */
  readonly files: ReadonlyMap<string, string>;
  /** By `kind` and content hash: the reading as JSON. */
  readonly readings: ReadonlyMap<string, string>;
}

const nothing: KeptReadings = { files: new Map(), readings: new Map() };
const lastLine = 'end';
const maxAtOnce = 1 << 18;

/** The key of an entry; undefined if `of` has a tab or line end, which a line cannot contain. */
export function keyOf(kind: string, of: string): string | undefined {
  return /[\t\n]/.test(of) ? undefined : `${kind}\t${of}`;
}

/**
 * Reads a cache file; empty if it is missing, has another format, or was not written completely.
 */
export function loadReadings(file: string, format: string): KeptReadings {
  let lines: readonly string[];
  try {
    lines = readFileSync(file, 'utf8').split('\n');
  } catch {
    return nothing;
  }
  const middle = lines.indexOf('');
  if (lines[0] !== format || middle < 0 || lines.at(-1) !== lastLine) return nothing;
  return {
    files: entries(lines, 1, middle),
    readings: entries(lines, middle + 1, lines.length - 1),
  };
}

/** Reads lines of three fields: the first two are the key, the rest is the value. */
function entries(lines: readonly string[], from: number, to: number): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (let i = from; i < to; i++) {
    const line = lines[i]!;
    const second = line.indexOf('\t', line.indexOf('\t') + 1);
    found.set(line.slice(0, second), line.slice(second + 1));
  }
  return found;
}

/** A key (`kind`, tab, path or hash) and its value. */
export type Entry = readonly [key: string, value: string];

/**
 * Writes a cache file atomically. Does not throw: without a cache, the next run is only slower.
 *
 * NOTE: without waiting for the disk. After a crash, a file without its end is read as empty; of a
 * file with damage in the middle, the intact entries are read.
 */
export function saveReadings(
  file: string,
  format: string,
  files: Iterable<Entry>,
  readings: Iterable<Entry>,
): void {
  try {
    writeAside(file, linesOf(format, files, readings));
  } catch {
    // On a read-only or full disk, the next run reads all files again.
  }
}

function* linesOf(
  format: string,
  files: Iterable<Entry>,
  readings: Iterable<Entry>,
): Iterable<string> {
  yield `${format}\n`;
  for (const [key, value] of files) yield `${key}\t${value}\n`;
  yield '\n';
  for (const [key, value] of readings) yield `${key}\t${value}\n`;
  yield lastLine;
}

function writeAside(file: string, lines: Iterable<string>): void {
  const beside = `${file}.${process.pid}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    writeLines(beside, lines);
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}

/** NOTE: in pieces, because the whole text at once would double the memory in use. */
function writeLines(file: string, lines: Iterable<string>): void {
  const handle = openSync(file, 'wx');
  try {
    let piece = '';
    for (const line of lines) {
      piece += line;
      if (piece.length < maxAtOnce) continue;
      writeFileSync(handle, piece);
      piece = '';
    }
    writeFileSync(handle, piece);
  } finally {
    closeSync(handle);
  }
}

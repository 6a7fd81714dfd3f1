import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';

// Why: docs/decisions/performance.md#the-cache-is-lines-not-one-json
/**
 * A file of readings: lines, so that the reading of one file is taken out of its JSON only when it
 * is asked for, and goes into the next run's file as it is.
 */
export interface KeptReadings {
  /** By `kind` and path: the file's signature, a tab, and `#` with its content's hash, or the reading. */
  readonly files: ReadonlyMap<string, string>;
  /** By `kind` and hash: JSON. */
  readonly readings: ReadonlyMap<string, string>;
}

const nothing: KeptReadings = { files: new Map(), readings: new Map() };
const lastLine = 'end';
const mostAtOnce = 1 << 18;

/** Under which key something is kept; undefined for what has no place in a line of fields. */
export function keyOf(kind: string, of: string): string | undefined {
  return /[\t\n]/.test(of) ? undefined : `${kind}\t${of}`;
}

/** What a file of that format holds; nothing where it is absent, of another format, or cut off. */
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

/** Lines of two fields, which are the key, and what it stands for. */
function entries(lines: readonly string[], from: number, to: number): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (let i = from; i < to; i++) {
    const line = lines[i]!;
    const second = line.indexOf('\t', line.indexOf('\t') + 1);
    found.set(line.slice(0, second), line.slice(second + 1));
  }
  return found;
}

/** A key and what it stands for. */
export type Entry = readonly [key: string, value: string];

/**
 * Writes such a file, whole or not at all.
 *
 * NOTE: not through to the disk. A file that lost its end in a crash is read as nothing, and one that
 * lost its middle as the entries that are left.
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
    // A read-only or full disk costs time, not correctness.
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

/** NOTE: in pieces, as all of it at once is as much again as there was before. */
function writeLines(file: string, lines: Iterable<string>): void {
  const handle = openSync(file, 'wx');
  try {
    let piece = '';
    for (const line of lines) {
      piece += line;
      if (piece.length < mostAtOnce) continue;
      writeFileSync(handle, piece);
      piece = '';
    }
    writeFileSync(handle, piece);
  } finally {
    closeSync(handle);
  }
}

import { ByteScanner, isNameStart } from '../syntax/byte-scanner';
import { isAtColon } from './plain-head';

/**
 * Where the head of a file's lambda seems to end, `{ … }:`, `{ … }@name:` or `name:`, as the offset
 * behind its colon; undefined where there seems to be none. Brackets are counted and strings
 * skipped, no more: whoever cuts a text there has to ask a parser whether that is a head.
 */
export function headEnd(bytes: Uint8Array): number | undefined {
  const scanner = new ByteScanner(bytes);
  scanner.skipBlanks();
  if (isNameStart(scanner.next())) {
    scanner.skipName();
    if (isAtColon(scanner, true)) return scanner.at + 1;
    if (!scanner.take('@')) return undefined;
    scanner.skipBlanks();
  }
  if (!scanner.take('{')) return undefined;
  skipBraces(scanner);
  scanner.skipBlanks();
  const isNamedBehind = scanner.take('@');
  if (isNamedBehind) {
    scanner.skipBlanks();
    scanner.skipName();
  }
  return isAtColon(scanner, isNamedBehind) ? scanner.at + 1 : undefined;
}

/** From behind a `{` to behind its `}`; to the end where there is none. */
function skipBraces(scanner: ByteScanner): void {
  /** What closes each bracket and string that is open. */
  const open = ['}'];
  while (open.length > 0 && !scanner.isAtEnd()) {
    const inside = open.at(-1)!;
    if (inside === '"' || inside === "''") goOnInText(scanner, open, inside);
    else goOnInCode(scanner, open, inside);
  }
}

const closing: readonly (readonly [string, string])[] = [
  ['{', '}'],
  ['[', ']'],
  ['(', ')'],
  ['"', '"'],
  ["''", "''"],
];

function goOnInCode(scanner: ByteScanner, open: string[], inside: string): void {
  const start = scanner.at;
  scanner.skipBlanks();
  // A name may end in quotes: `a''`.
  if (isNameStart(scanner.next())) scanner.skipName();
  if (scanner.at > start) return;
  const opened = closing.find(([text]) => scanner.take(text));
  if (opened) open.push(opened[1]);
  else if (scanner.take(inside)) open.pop();
  else scanner.at++;
}

/** Escapes, and `${`, which no `$` stands before. */
const escapes: Readonly<Record<string, readonly string[]>> = {
  '"': ['\\"', '\\\\', '\\$', '$$'],
  "''": ["'''", "''$", "''\\", '$$'],
};

function goOnInText(scanner: ByteScanner, open: string[], inside: string): void {
  if (escapes[inside]!.some((escape) => scanner.take(escape))) return;
  if (scanner.take('${')) open.push('}');
  else if (scanner.take(inside)) open.pop();
  else scanner.at++;
}

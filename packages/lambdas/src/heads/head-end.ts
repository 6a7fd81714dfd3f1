import { ByteScanner, isNameStart } from '../syntax/byte-scanner';
import { isAtColon } from './plain-head';

/**
 * Guesses where the head of a file's lambda ends (`{ … }:`, `{ … }@name:` or `name:`): the offset
 * after its colon, or undefined where no head is found. It only counts brackets and skips strings,
 * so a parser has to confirm that the text up to there is a head.
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

/** Skips from after a `{` to after its `}`, or to the end of the file if that is missing. */
function skipBraces(scanner: ByteScanner): void {
  // For each open bracket or string, the text that closes it.
  const open = ['}'];
  while (open.length > 0 && !scanner.isAtEnd()) {
    const inside = open.at(-1)!;
    if (inside === '"' || inside === "''") scanText(scanner, open, inside);
    else scanCode(scanner, open, inside);
  }
}

const closing: readonly (readonly [string, string])[] = [
  ['{', '}'],
  ['[', ']'],
  ['(', ')'],
  ['"', '"'],
  ["''", "''"],
];

function scanCode(scanner: ByteScanner, open: string[], inside: string): void {
  const start = scanner.at;
  scanner.skipBlanks();
  // NOTE: a name is skipped as a whole, because it may contain quotes: `a''`.
  if (isNameStart(scanner.next())) scanner.skipName();
  if (scanner.at > start) return;
  const opened = closing.find(([text]) => scanner.take(text));
  if (opened) open.push(opened[1]);
  else if (scanner.take(inside)) open.pop();
  else scanner.at++;
}

/** By kind of string, its escapes; and `$$`, after which `{` begins no interpolation. */
const escapes: Readonly<Record<string, readonly string[]>> = {
  '"': ['\\"', '\\\\', '\\$', '$$'],
  "''": ["'''", "''$", "''\\", '$$'],
};

function scanText(scanner: ByteScanner, open: string[], inside: string): void {
  if (escapes[inside]!.some((escape) => scanner.take(escape))) return;
  if (scanner.take('${')) open.push('}');
  else if (scanner.take(inside)) open.pop();
  else scanner.at++;
}

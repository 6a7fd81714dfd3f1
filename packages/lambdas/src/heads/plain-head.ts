import { ByteScanner, isBlank } from '../syntax/byte-scanner';
import { requiredFormal } from '../syntax/shared-formals';
import { plainDefault } from './plain-default';
import type { Formal, Lambda, Position } from '../model/reading';

const [COMMA, COLON, DOT, QUESTION, OPEN_BRACE, CLOSE_BRACE] = [44, 58, 46, 63, 123, 125];
const OPEN_PARENTHESIS = 40;

// Why: docs/decisions/performance.md#plain-heads-need-no-parser
/**
 * Reads the lambda of a file that begins with a plain head,
 * `{ lib, stdenv, zlib ? null, ... }@args:`, without a parser: in a few microseconds instead of
 * hundreds. Undefined for all other heads and in every doubtful case. If the rest of the file is
 * valid, a parser would give the same lambda.
 *
 * NOTE: it works on bytes, because columns count bytes and only names have to be decoded.
 */
export function plainHead(bytes: Uint8Array): Lambda | undefined {
  const scanner = new ByteScanner(bytes);
  scanner.skipBlanks();
  const position = scanner.position();
  if (scanner.next() === OPEN_BRACE) return destructuring(scanner, position, undefined);
  const universal = scanner.name();
  if (universal === undefined) return undefined;
  if (isAtColon(scanner, true)) return { position, formals: [], ellipsis: false, universal };
  return takeAt(scanner) ? destructuring(scanner, position, universal) : undefined;
}

/** Reads `{ … }:`, or `{ … }@name:` if no name stands before the brace. */
function destructuring(
  scanner: ByteScanner,
  position: Position,
  before: string | undefined,
): Lambda | undefined {
  const head = formalsIn(scanner);
  if (!head) return undefined;
  let universal = before;
  if (before === undefined && takeAt(scanner)) {
    universal = scanner.name();
    if (universal === undefined || !isAtColon(scanner, true)) return undefined;
  } else if (!isAtColon(scanner, false)) {
    return undefined;
  }
  const { formals, ellipsis } = head;
  if (hasTwice(formals, universal)) return undefined;
  if (universal === undefined) return { position, formals, ellipsis };
  return { position, formals, ellipsis, universal };
}

/** NOTE: most lambdas have few formals; then comparing all pairs is cheaper than making a Set. */
function hasTwice(formals: readonly Formal[], universal: string | undefined): boolean {
  if (formals.length > 12) {
    const names = new Set(formals.map(({ name }) => name));
    return names.size < formals.length || (universal !== undefined && names.has(universal));
  }
  for (let i = 0; i < formals.length; i++) {
    const { name } = formals[i]!;
    if (name === universal) return true;
    for (let before = 0; before < i; before++) if (formals[before]!.name === name) return true;
  }
  return false;
}

function formalsIn(scanner: ByteScanner): Pick<Lambda, 'formals' | 'ellipsis'> | undefined {
  if (!scanner.take('{')) return undefined;
  const formals: Formal[] = [];
  for (;;) {
    scanner.skipBlanks();
    if (scanner.take('}')) return { formals, ellipsis: false };
    if (scanner.next() === DOT) {
      return takeEllipsis(scanner) ? { formals, ellipsis: true } : undefined;
    }
    const formal = formalIn(scanner);
    if (!formal) return undefined;
    formals.push(formal);
    if (scanner.next() === COMMA) scanner.at++;
    else if (scanner.next() !== CLOSE_BRACE) return undefined;
  }
}

/** Takes `... }`. */
function takeEllipsis(scanner: ByteScanner): boolean {
  if (!scanner.take('...')) return false;
  scanner.skipBlanks();
  return scanner.take('}');
}

function formalIn(scanner: ByteScanner): Formal | undefined {
  const position = scanner.position();
  const name = scanner.name();
  if (name === undefined) return undefined;
  scanner.skipBlanks();
  if (scanner.next() !== QUESTION) return requiredFormal(name, position);
  scanner.at++;
  const defaultKind = plainDefault(scanner);
  return defaultKind && { name, position, hasDefault: true, defaultKind };
}

function takeAt(scanner: ByteScanner): boolean {
  scanner.skipBlanks();
  if (!scanner.take('@')) return false;
  scanner.skipBlanks();
  return true;
}

/**
 * Whether the colon that ends a head follows; moves the scanner to it.
 * @param isAfterName whether a name was just read: then `args:x` is a URI, not a head
 */
export function isAtColon(scanner: ByteScanner, isAfterName: boolean): boolean {
  const start = scanner.at;
  scanner.skipBlanks();
  if (scanner.next() !== COLON) return false;
  if (!isAfterName || scanner.at > start) return true;
  const behind = scanner.bytes[scanner.at + 1] ?? 0;
  return isBlank(behind) || behind === OPEN_BRACE || behind === OPEN_PARENTHESIS;
}

import {
  isBlank,
  isDigit,
  isNameStart,
  isPathPart,
  type ByteScanner,
} from '../syntax/byte-scanner';
import { defaultKindOfName } from '../syntax/default-kind';
import type { DefaultKind } from '../model/reading';

const [EXCLAMATION, QUOTE, HASH, DOLLAR, AND, OPEN_PARENTHESIS] = [33, 34, 35, 36, 38, 40];
const [CLOSE_PARENTHESIS, COMMA, DOT, SLASH, EQUALS, OPEN_BRACKET] = [41, 44, 46, 47, 61, 91];
const [BACKSLASH, CLOSE_BRACKET, OPEN_BRACE, BAR, CLOSE_BRACE, SPACE] = [92, 93, 123, 124, 125, 32];

/** A longer number may exceed the range of Nix's integers. */
const maxDigits = 18;
/** Limits the recursion: the depth of nested parentheses. */
const maxParenthesisDepth = 20;

/**
 * The kind of a simple default: names, selections, numbers, strings of one line, paths, lists,
 * `{ }`, calls of these, and `!`, `==`, `&&`, `||` between them. Undefined for all else. Moves the
 * scanner to the comma or brace after the formal.
 */
export function plainDefault(scanner: ByteScanner): DefaultKind | undefined {
  const kind = expression(scanner, 0);
  const next = scanner.next();
  return next === COMMA || next === CLOSE_BRACE ? kind : undefined;
}

/** Reads `a.b c && !d == e`. */
function expression(scanner: ByteScanner, depth: number): DefaultKind | undefined {
  let isCompared = false;
  for (let isFirst = true; ; isFirst = false) {
    scanner.skipBlanks();
    const isNegated = scanner.take('!');
    if (isNegated) scanner.skipBlanks();
    const operand = call(scanner, depth);
    if (!operand) return undefined;
    const isComparison = scanner.take('==') || scanner.take('!=');
    // Nix rejects comparisons in a row.
    if (isComparison && isCompared) return undefined;
    isCompared = isComparison;
    if (!isComparison && !scanner.take('&&') && !scanner.take('||')) {
      return isFirst && !isNegated ? operand : 'other';
    }
  }
}

/** Reads one value, or a call: several values in a row. */
function call(scanner: ByteScanner, depth: number): DefaultKind | undefined {
  let kind = value(scanner, depth);
  while (kind) {
    scanner.skipBlanks();
    if (endsCall(scanner.next())) return kind;
    kind = value(scanner, depth) && 'call';
  }
  return undefined;
}

/** Whether no further argument begins with this byte: it begins an operator, or is the end. */
function endsCall(byte: number): boolean {
  const isEnd = byte === COMMA || byte === CLOSE_BRACE || byte === CLOSE_PARENTHESIS;
  return isEnd || byte === AND || byte === BAR || byte === EQUALS || byte === EXCLAMATION;
}

/** Reads one operand of a call, together with an `or` after it. */
function value(scanner: ByteScanner, depth: number): DefaultKind | undefined {
  const kind = valueAsWritten(scanner, depth);
  if (!kind || !isDelimited(scanner.next())) return undefined;
  if (kind !== 'select') return kind;
  scanner.skipBlanks();
  if (!scanner.take('or')) return kind;
  if (!isBlank(scanner.next())) return undefined;
  scanner.skipBlanks();
  return value(scanner, depth) && kind;
}

/** Whether a value ends before this byte; otherwise it may be the beginning of a path or a URI. */
function isDelimited(byte: number): boolean {
  const isClosing = byte === CLOSE_BRACE || byte === CLOSE_BRACKET || byte === CLOSE_PARENTHESIS;
  return isBlank(byte) || isClosing || byte === COMMA || byte === HASH;
}

function valueAsWritten(scanner: ByteScanner, depth: number): DefaultKind | undefined {
  const first = scanner.next();
  if (isNameStart(first)) return nameOrSelect(scanner);
  if (isDigit(first)) return integer(scanner);
  if (first === QUOTE) return string(scanner);
  if (first === DOT) return path(scanner);
  if (first === OPEN_BRACKET) return list(scanner, depth);
  if (first === OPEN_PARENTHESIS) return parentheses(scanner, depth);
  if (first !== OPEN_BRACE) return undefined;
  scanner.at++;
  scanner.skipBlanks();
  return scanner.take('}') ? 'set' : undefined;
}

/** Reads `a` or `a.b.c`. */
function nameOrSelect(scanner: ByteScanner): DefaultKind | undefined {
  const name = scanner.name();
  if (name === undefined) return undefined;
  if (scanner.next() !== DOT) return defaultKindOfName(name);
  while (scanner.next() === DOT) {
    scanner.at++;
    if (scanner.name() === undefined) return undefined;
  }
  return 'select';
}

function integer(scanner: ByteScanner): DefaultKind | undefined {
  const start = scanner.at;
  while (isDigit(scanner.next())) scanner.at++;
  return scanner.at - start <= maxDigits ? 'number' : undefined;
}

/** Reads a string of one line without escapes and interpolations. */
function string(scanner: ByteScanner): DefaultKind | undefined {
  scanner.at++;
  for (; scanner.next() !== QUOTE; scanner.at++) {
    const byte = scanner.next();
    if (byte < SPACE || byte === BACKSLASH || byte === DOLLAR) return undefined;
  }
  scanner.at++;
  return 'string';
}

/** Reads `./a` or `../a/b.nix`. */
function path(scanner: ByteScanner): DefaultKind | undefined {
  while (scanner.next() === DOT) scanner.at++;
  if (scanner.next() !== SLASH) return undefined;
  while (scanner.next() === SLASH) {
    const start = ++scanner.at;
    while (isPathPart(scanner.next())) scanner.at++;
    if (scanner.at === start) return undefined;
  }
  return 'path';
}

/** Reads `[ a ./b { } ]`, without lists inside of lists. */
function list(scanner: ByteScanner, depth: number): DefaultKind | undefined {
  scanner.at++;
  for (;;) {
    scanner.skipBlanks();
    if (scanner.next() === CLOSE_BRACKET) break;
    if (scanner.next() === OPEN_BRACKET || !value(scanner, depth)) return undefined;
  }
  scanner.at++;
  return 'list';
}

/** Reads `( … )`; the kind is that of the expression inside. */
function parentheses(scanner: ByteScanner, depth: number): DefaultKind | undefined {
  if (depth === maxParenthesisDepth) return undefined;
  scanner.at++;
  const kind = expression(scanner, depth + 1);
  return scanner.take(')') ? kind : undefined;
}

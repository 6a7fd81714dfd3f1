import { blanks, endOfBlanks } from './blanks';

/**
 * Bridging: text that Nix accepts and tree-sitter-nix 0.0.2 rejects is replaced before parsing, by
 * text of the same length, so that every offset stays valid. Results are always cut from the
 * original text.
 */

/** A text for the grammar, and the offsets where it differs from the original. */
export interface Bridged {
  readonly text: string;
  /** Commas that became spaces. The tree must confirm that they are trailing commas of formals. */
  readonly commas: readonly number[];
  /** `//` and pipe operators that became `||`. The tree must confirm that they are operators. */
  readonly operators: readonly number[];
  /** `inherit` keywords without names that became a binding of `_`. */
  readonly inherits: readonly number[];
}

const trailingComma = new RegExp(String.raw`,(?=${blanks}\})`, 'g');
/** Characters of a word that may contain `//`: those of URIs and paths. */
const tight = /[\w%/?:@&=+$,.!~*'-]/;
/** A URI, which extends to the end of its word; most words with `//` are URIs. */
const uri = /^[a-zA-Z][a-zA-Z0-9+.-]*:/;
const loneReturn = /\r(?!\n)/g;
const pipe = /\|>|<\|/g;
const homePath = /~(?=\/\$\{)/g;
const inheritKeyword = new RegExp(String.raw`(?<![\w'\-./+])inherit(?=${blanks}[;(])`, 'g');

/**
 * Bridges a file before the first parse: the trailing comma of formals, which nixfmt writes; a lone
 * `\r`, which ends a line in Nix; `//` without spaces; and NUL, which a comment may contain.
 */
export function bridge(text: string): Bridged {
  const commas: number[] = [];
  const operators: number[] = [];
  const printable = text.includes('\0') ? text.replaceAll('\0', ' ') : text;
  const unix = text.includes('\r') ? printable.replace(loneReturn, '\n') : printable;
  const bridged = unix.replace(trailingComma, (_, offset: number) => {
    commas.push(offset);
    return ' ';
  });
  return { text: bridgeUpdates(bridged, operators), commas, operators, inherits: [] };
}

/**
 * Replaces the `//` of `a//b`, which is a path for the grammar and an update for Nix. Not in a URI,
 * and not after a path: there Nix reads a path that ends in a slash, and rejects it.
 *
 * NOTE: one pass over each word, because a regular expression would look back again from every
 * `//`.
 */
function bridgeUpdates(text: string, operators: number[]): string {
  let bridged = '';
  let done = 0;
  for (let found = text.indexOf('//'); found >= 0; found = text.indexOf('//', done)) {
    let start = found;
    while (start > done && tight.test(text[start - 1] ?? '')) start--;
    let end = found;
    while (end < text.length && tight.test(text[end] ?? '')) end++;
    bridged += text.slice(done, start) + bridgeWord(text.slice(start, end), start, operators);
    done = end;
  }
  return bridged + text.slice(done);
}

function bridgeWord(word: string, start: number, operators: number[]): string {
  if (uri.test(word)) return word;
  let bridged = '';
  let [isUri, isPath, hasLetter] = [false, false, false];
  for (let at = 0; at < word.length; at++) {
    const character = word[at] ?? '';
    const endsComment = !isUri && word.slice(at - 1, at + 1) === '*/';
    if (!isUri && !isPath && !endsComment && /^\/\/[\w.+\-/]/.test(word.slice(at, at + 3))) {
      operators.push(start + at++);
      bridged += '||';
      hasLetter = false;
      continue;
    }
    bridged += character;
    // `scheme:` begins a URI, one slash a path.
    if (character === ':' && hasLetter) isUri = true;
    if (/[a-zA-Z]/.test(character)) hasLetter = true;
    else if (!/[0-9+.-]/.test(character)) hasLetter = false;
    if (endsComment) isPath = false;
    else if (character === '/') isPath = word[at - 1] !== '/';
    else if (!/[\w.+-]/.test(character)) isPath = false;
  }
  return bridged;
}

/**
 * Bridges a file that the grammar still rejects: pipe operators, `~/${x}`, `inherit;` and
 * `inherit (x);`. Undefined if the file has none of them, so that its error is a real one.
 *
 * NOTE: pipes become `||`, because it cannot be read as a part of a path, as `->` could in
 * `./a<|b`.
 */
export function bridgeRare(bridged: Bridged): Bridged | undefined {
  const operators = [...bridged.operators];
  const inherits: number[] = [];
  let ends: ReadonlyMap<number, number> | undefined;
  const text = bridged.text
    .replace(homePath, '.')
    .replace(pipe, (_, offset: number) => {
      operators.push(offset);
      return '||';
    })
    .replace(inheritKeyword, (keyword, offset: number, whole: string) => {
      const from = endOfBlanks(whole, offset + keyword.length);
      const fromSet = whole[from] === '(';
      if (fromSet) {
        ends ??= endsOfParentheses(whole);
        if (whole[endOfBlanks(whole, ends.get(from) ?? whole.length)] !== ';') return keyword;
      }
      inherits.push(offset);
      return fromSet ? '_ =    ' : '_ = _  ';
    });
  return text !== bridged.text ? { ...bridged, text, operators, inherits } : undefined;
}

/** The offset behind the `)` of each `(`. NOTE: of all, in one pass, as they may be nested. */
function endsOfParentheses(text: string): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  const open: number[] = [];
  for (const { 0: bracket, index } of text.matchAll(/[()]/g)) {
    if (bracket === '(') open.push(index);
    else if (open.length > 0) ends.set(open.pop()!, index + 1);
  }
  return ends;
}

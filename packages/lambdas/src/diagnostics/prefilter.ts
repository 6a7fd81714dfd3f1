import { keywordBefore } from './keyword-before';
import {
  isBlank,
  isDigit,
  isNamePart,
  isNameStart,
  isPathPart,
  isUriPart,
} from '../syntax/byte-scanner';

/**
 * Cheap checks of the text that say which expensive queries on the tree are needed. They may be
 * true without a reason, but must never be false where the query would find something.
 */
export interface Prefilter {
  /** A set or a let may bind a name twice, or bind a computed name where Nix forbids it. */
  readonly mayBindTwice: boolean;
  /** A lambda may have a formal twice. */
  readonly mayRepeatFormals: boolean;
  /** Two comparisons may stand in a row: `a == b == c`. */
  readonly mayCompareInARow: boolean;
  /** A path may end in a slash, or have two slashes in a row. */
  readonly mayHaveBadPath: boolean;
  /** A number may be out of range. */
  readonly mayHaveBadNumber: boolean;
  /** A path may stand behind `?`, where the grammar sees a name and a division: `a ? b/c`. */
  readonly mayAskForPath: boolean;
}

// Why: docs/decisions/performance.md#the-tree-is-searched-only-where-one-pass-over-the-characters-gives-cause
/**
 * Runs the prefilter on the text of a file.
 * NOTE: one pass over the characters, with a level for each open bracket. The names of a set are
 * on one level. The names of a let count for the level around it: at worst a needless query.
 */
export function prefilterOf(text: string): Prefilter {
  const scan = new PrefilterScan(text);
  scan.run();
  return scan;
}

/** The state of the scan inside one pair of brackets or one string. */
interface Level {
  readonly end: '}' | ')' | ']' | '"' | "''" | '';
  /** Attribute paths bound here, and the shorter paths that they begin with. */
  leaves: Set<string> | undefined;
  prefixes: Set<string> | undefined;
  /** The first name, and the names after commas: if this is a head, these are its formals. */
  firstName: string | undefined;
  formals: Set<string> | undefined;
  isAfterComma: boolean;
  /** The attribute path that was read last. */
  path: string[];
  isAfterDot: boolean;
  /** True from `inherit` to its `;`. */
  isInherit: boolean;
  hasCompared: boolean;
}

/** Placeholder for a path component that is computed or that this scan does not decode. */
const computed = '${}';

class PrefilterScan implements Prefilter {
  mayBindTwice = false;
  mayRepeatFormals = false;
  mayCompareInARow = false;
  mayHaveBadPath = false;
  mayHaveBadNumber = false;
  readonly mayAskForPath: boolean;
  private readonly levels: Level[] = [];
  private level = this.open('');
  private at = 0;

  constructor(private readonly text: string) {
    this.mayAskForPath = /\?[\s\w.'"${}-]*\/[\w.+-]/.test(text);
  }

  run(): void {
    while (this.at < this.text.length) {
      const { end } = this.level;
      if (end === '"') this.scanString();
      else if (end === "''") this.scanIndentedString();
      else this.scanCode();
    }
  }

  private open(end: Level['end']): Level {
    const none = {
      leaves: undefined,
      prefixes: undefined,
      firstName: undefined,
      formals: undefined,
    };
    const level = {
      end,
      ...none,
      path: [],
      isAfterDot: false,
      isInherit: false,
      isAfterComma: false,
      hasCompared: false,
    };
    this.levels.push(level);
    return (this.level = level);
  }

  private close(): void {
    if (this.levels.length === 1) return;
    this.levels.pop();
    this.level = this.levels.at(-1)!;
  }

  private scanCode(): void {
    const { text, level } = this;
    const code = text.charCodeAt(this.at);
    if (isBlank(code)) return this.skip(isBlank);
    if (isNameStart(code)) return this.name();
    if (isDigit(code)) return this.number();
    const character = text[this.at]!;
    const next = text[this.at + 1] ?? '';
    if (character === '/') return this.slash(next);
    if (character === '#') return this.skip(isInLine);
    this.at++;
    if (character === '"') {
      if (!this.takeSimpleString()) this.openText('"');
    } else if (character === "'" && next === "'") {
      this.at++;
      this.openText("''");
    } else if (character === '$' && next === '{') {
      this.at++;
      this.component(computed);
      this.open('}');
    } else if (character === '.') {
      level.isAfterDot = true;
    } else if (character === '(') {
      this.open(')');
    } else {
      this.sign(character, next);
      this.endPath(level);
      if (character === '{') this.open('}');
      if (character === '[') this.open(']');
    }
  }

  private endPath(level: Level): void {
    level.path = [];
    level.isAfterDot = false;
  }

  /** Handles operators, separators and closing brackets; skips all other characters. */
  private sign(character: string, next: string): void {
    const { level } = this;
    if (character === level.end) return this.close();
    if (character === ';') level.isInherit = false;
    if (character === ',') level.isAfterComma = true;
    if (character === '@') this.mayRepeatFormals = true;
    if (character === ';' || character === ',' || character === ':') level.hasCompared = false;
    if ((character === '&' || character === '|') && next === character) {
      this.at++;
      level.hasCompared = false;
    } else if (character === '-' && next === '>') {
      this.at++;
      level.hasCompared = false;
    } else if (character === '<' || character === '>' || (character === '!' && next === '=')) {
      this.at += next === '=' ? 1 : 0;
      this.compare();
    } else if (character === '=' && next === '=') {
      this.at++;
      this.compare();
    } else if (character === '=') {
      this.bind();
      level.hasCompared = false;
    }
  }

  private compare(): void {
    if (this.level.hasCompared) this.mayCompareInARow = true;
    this.level.hasCompared = true;
  }

  private name(): void {
    const { text, level } = this;
    const start = this.at;
    this.skip(isNamePart);
    const name = text.slice(start, this.at);
    const mayBeUri = text[this.at] === ':' && isUriPart(text.charCodeAt(this.at + 1));
    if (mayBeUri && !/[_']/.test(name)) return this.skipUri();
    if ('eE'.includes(name[0]!) && endsFloat.test(text.slice(Math.max(0, start - 1), this.at))) {
      this.mayHaveBadNumber = true;
    }
    if (level.firstName === undefined) level.firstName = name;
    else if (level.isAfterComma) this.formal(level, name);
    this.component(name);
    if (name === 'inherit') level.isInherit = true;
  }

  private formal(level: Level, name: string): void {
    const formals = (level.formals ??= new Set([level.firstName!]));
    if (formals.has(name)) this.mayRepeatFormals = true;
    formals.add(name);
    level.isAfterComma = false;
  }

  /** Handles one name of an attribute path or of an `inherit`. */
  private component(name: string): void {
    const { level } = this;
    if (level.isInherit) this.bindPath([name]);
    if (level.isAfterDot) level.path.push(name);
    else level.path = [name];
    level.isAfterDot = false;
  }

  private bind(): void {
    this.bindPath(this.level.path);
    this.level.isInherit = false;
  }

  private bindPath(path: readonly string[]): void {
    if (path.length === 0) return;
    if (path.includes(computed)) this.mayBindTwice = true;
    const { level } = this;
    const leaves = (level.leaves ??= new Set());
    let bound = path[0]!;
    for (let length = 1; length < path.length; length++) {
      if (leaves.has(bound)) this.mayBindTwice = true;
      (level.prefixes ??= new Set()).add(bound);
      bound += `.${path[length]!}`;
    }
    if (leaves.has(bound) || level.prefixes?.has(bound)) this.mayBindTwice = true;
    leaves.add(bound);
  }

  /** Takes a string without escapes and interpolations, which may be a name; else returns false. */
  private takeSimpleString(): boolean {
    const end = this.text.indexOf('"', this.at);
    if (end < 0) return false;
    const content = this.text.slice(this.at, end);
    if (content.includes('\\') || content.includes('$')) return false;
    this.at = end + 1;
    this.component(content);
    return true;
  }

  private openText(end: '"' | "''"): void {
    this.component(computed);
    this.open(end);
  }

  /** @see https://github.com/NixOS/nix/blob/master/src/libexpr/lexer.l */
  private scanString(): void {
    const { text } = this;
    this.skip(isPlainInString);
    const character = text[this.at];
    const next = text[this.at + 1] ?? '';
    if (character === '$' && next === '{') return this.openInterpolation();
    if (character === '"') this.close();
    const isPair = character === '\\' || (character === '$' && next !== '"' && next !== '\\');
    this.at += isPair ? 2 : 1;
  }

  private scanIndentedString(): void {
    const { text } = this;
    this.skip(isPlainInIndentedString);
    const character = text[this.at];
    const next = text[this.at + 1] ?? '';
    if (character === '$') {
      if (next === '{') return this.openInterpolation();
      this.at += next === "'" ? 1 : 2;
    } else if (next !== "'") {
      this.at += next === '$' ? 1 : 2;
    } else {
      const third = text[this.at + 2] ?? '';
      const isEscape = third === "'" || third === '$' || third === '\\';
      this.at += isEscape ? (third === '\\' ? 4 : 3) : 2;
      if (!isEscape) this.close();
    }
  }

  private openInterpolation(): void {
    this.at += 2;
    this.open('}');
  }

  /** Handles `/`: it begins a comment, is the operator `//` or `/`, or continues a path. */
  private slash(next: string): void {
    const { text, level } = this;
    if (next === '*') {
      const end = text.indexOf('*/', this.at + 2);
      this.at = end < 0 ? text.length : end + 2;
      return;
    }
    const start = this.at;
    const before = text[start - 1] ?? '';
    this.endPath(level);
    if (next === '/') {
      this.at += 2;
      if (before === '}') this.mayHaveBadPath = true;
      return;
    }
    this.skip(isInPath);
    const isAlone = this.at === start + 1;
    if (isAlone && (before === '}' || before === '~' || isInPath(before.charCodeAt(0)))) {
      this.mayHaveBadPath = true;
    }
    if (!isAlone && /\/$|\/\//.test(text.slice(start, this.at))) this.mayHaveBadPath = true;
    if (!isAlone && keywordBefore(text, start) !== undefined) this.mayHaveBadPath = true;
  }

  private number(): void {
    const start = this.at;
    this.skip(isDigit);
    if (this.at - start > 18) this.mayHaveBadNumber = true;
    this.endPath(this.level);
  }

  private skipUri(): void {
    this.at++;
    this.skip(isUriPart);
    this.endPath(this.level);
  }

  private skip(matches: (code: number) => boolean): void {
    const { text } = this;
    let { at } = this;
    while (at < text.length && matches(text.charCodeAt(at))) at++;
    this.at = at;
  }
}

/** An exponent after a number: with three digits, or without digits, as a sign may follow. */
const endsFloat = /^[\d.][eE](?:$|\d{3})/;

const [QUOTE, DOLLAR, APOSTROPHE, BACKSLASH, SLASH, NEWLINE, RETURN] = [34, 36, 39, 92, 47, 10, 13];

function isPlainInString(code: number): boolean {
  return code !== QUOTE && code !== DOLLAR && code !== BACKSLASH;
}

function isPlainInIndentedString(code: number): boolean {
  return code !== APOSTROPHE && code !== DOLLAR;
}

function isInPath(code: number): boolean {
  return code === SLASH || isPathPart(code);
}

function isInLine(code: number): boolean {
  return code !== NEWLINE && code !== RETURN;
}

import type { LIMITS } from './limits';

/** Characters of names, numbers, paths and URIs. */
const PARTS = new Uint8Array(128);
for (const character of "%/?:@&=+$,.!~*'-_") PARTS[character.charCodeAt(0)] = 1;
for (let code = 0; code < 128; code++) {
  if (/[A-Za-z0-9]/.test(String.fromCharCode(code))) PARTS[code] = 1;
}

/**
 * What a text has, in no string and no comment, that takes the scanner of the grammar long: the
 * first word of more than `word` characters, or the first comment that is not closed, if more than
 * `openComments` are opened behind it. Undefined if there is neither.
 */
export function hardForScanner(
  text: string,
  { word, openComments }: Pick<typeof LIMITS, 'word' | 'openComments'>,
): { readonly limit: 'word' | 'openComments'; readonly offset: number } | undefined {
  const isOpen = opensComments(text, openComments);
  return isOpen || hasLongWord(text, word) ? new Code(text, word, isOpen).find() : undefined;
}

/** Whether more than `most` comments are opened behind the last one that is closed. */
function opensComments(text: string, most: number): boolean {
  let opened = 0;
  let at = text.lastIndexOf('*/') + 1;
  while (opened <= most && (at = text.indexOf('/*', at + 1)) >= 0) opened++;
  return opened > most;
}

/** Whether there is such a word anywhere: nearly no file has one, so nothing else is looked at. */
function hasLongWord(text: string, most: number): boolean {
  for (let at = most; at < text.length; at += most + 1) {
    if (!isPart(text, at)) continue;
    let start = at;
    while (isPart(text, start - 1)) start--;
    let end = at + 1;
    while (end - start <= most && isPart(text, end)) end++;
    if (end - start > most) return true;
  }
  return false;
}

function isPart(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code < 128 && PARTS[code] === 1;
}

/** Goes through a text with its strings and comments, which may hold words of any length. */
class Code {
  private at = 0;
  /** What is open: a bracket in code, or a string, by how it ends. */
  private readonly open: string[] = [];

  constructor(
    private readonly text: string,
    private readonly most: number,
    private readonly mayBeOpen: boolean,
  ) {}

  find(): ReturnType<typeof hardForScanner> {
    while (this.at < this.text.length) {
      const end = this.open.at(-1);
      const found = end === '"' || end === "''" ? this.inString(end) : this.inCode();
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private inString(end: string): undefined {
    const { text } = this;
    if (text.startsWith('${', this.at)) this.enter('}', 2);
    else if (end === '"' && text[this.at] === '\\') this.at += 2;
    else if (end === "''" && /^''[$'\\]/.test(text.slice(this.at, this.at + 3))) this.at += 3;
    else if (text.startsWith(end, this.at)) this.leave(end.length);
    else this.at++;
  }

  private inCode(): ReturnType<typeof hardForScanner> {
    const { text, at } = this;
    const two = text.slice(at, at + 2);
    if (text[at] === '#') this.skipTo('\n', 1);
    else if (two === '/*') return this.comment();
    else if (two === "''" || text[at] === '"')
      this.enter(two === "''" ? two : '"', two === "''" ? 2 : 1);
    else if (text[at] === '{') this.enter('}', 1);
    else if (text[at] === '}') this.leave(1);
    else if (isPart(text, at)) return this.word();
    else this.at++;
    return undefined;
  }

  /** NOTE: a comment may begin inside of what looks like a word. */
  private word(): ReturnType<typeof hardForScanner> {
    const start = this.at;
    do this.at++;
    while (isPart(this.text, this.at) && !this.text.startsWith('/*', this.at));
    return this.at - start > this.most ? { limit: 'word', offset: start } : undefined;
  }

  private comment(): ReturnType<typeof hardForScanner> {
    const offset = this.at;
    this.skipTo('*/', 2);
    const isOpen = this.mayBeOpen && !this.text.endsWith('*/') && this.at === this.text.length;
    return isOpen ? { limit: 'openComments', offset } : undefined;
  }

  private skipTo(end: string, length: number): void {
    const found = this.text.indexOf(end, this.at + length);
    this.at = found < 0 ? this.text.length : found + end.length;
  }

  private enter(end: string, length: number): void {
    this.open.push(end);
    this.at += length;
  }

  private leave(length: number): void {
    this.open.pop();
    this.at += length;
  }
}

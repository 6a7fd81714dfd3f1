import { plainHead } from './plain-head';
import { sharedPosition, requiredFormal } from '../syntax/shared-formals';
import type { DefaultKind, Formal, PackageFile } from '../model/reading';

/**
 * Package files with a plain head, which are most: what `readPackageFile` says of their heads is had
 * without a parser, and kept as a short line, as JSON of it takes longer than to read it again.
 */
export const plainHeads = { read, pack, unpack };

function read(bytes: Uint8Array): PackageFile | undefined {
  const lambda = plainHead(bytes);
  return lambda && { lambda, diagnostics: [] };
}

/** Where formals are expected: in the third column, each a line below the last. */
const usualColumn = 3;

/**
 * `line column ellipsis @name count`, and so many formals, all with spaces between. A formal is its name alone
 * where it stands as expected and has no default, else `name:line:column:kind`.
 */
function pack({ lambda }: PackageFile): string {
  const { position, ellipsis, universal, formals } = lambda!;
  const dots = ellipsis ? '...' : '';
  let { line } = position;
  let text = `${line} ${position.column} ${dots} ${universal ?? ''} ${formals.length}`;
  for (const { name, position: at, defaultKind } of formals) {
    line++;
    if (defaultKind === undefined && at.line === line && at.column === usualColumn) {
      text += ` ${name}`;
    } else {
      line = at.line;
      text += ` ${name}:${line}:${at.column}:${defaultKind ?? ''}`;
    }
  }
  return text;
}

function unpack(text: string): PackageFile | undefined {
  const words = text.split(' ');
  const [first, column, dots, universal, count] = words;
  // A damaged file: what a crash leaves where it wrote nothing is zeros.
  if (Number(count) !== words.length - 5 || text.includes('\0')) return undefined;
  let line = Number(first);
  const position = sharedPosition(line, Number(column));
  const formals: Formal[] = [];
  for (let i = 5; i < words.length; i++) {
    const word = words[i]!;
    line++;
    if (!word.includes(':')) {
      formals.push(requiredFormal(word, sharedPosition(line, usualColumn)));
      continue;
    }
    const parts = word.split(':');
    if (parts.length !== 4) return undefined;
    const [name, lineText, columnText, kind] = parts as [string, string, string, string];
    line = Number(lineText);
    const at = sharedPosition(line, Number(columnText));
    if (kind === '') formals.push(requiredFormal(name, at));
    else formals.push({ name, position: at, hasDefault: true, defaultKind: kind as DefaultKind });
  }
  const ellipsis = dots !== '';
  return {
    lambda: { position, formals, ellipsis, ...(universal && { universal }) },
    diagnostics: [],
  };
}

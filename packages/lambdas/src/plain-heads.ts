import { plainHead } from './plain-head';
import type { DefaultKind, Formal, PackageFile } from './reading';

/**
 * Package files with a plain head, which are most: what `readPackageFile` says of their heads is had
 * without a parser, and kept as a short line, as JSON of it takes longer than to read it again.
 */
export const plainHeads = { read, pack, unpack };

function read(bytes: Uint8Array): PackageFile | undefined {
  const lambda = plainHead(bytes);
  return lambda && { lambda, flaws: [] };
}

/** `line column ellipsis @name`, and `name line column kind` for each formal, all with spaces between. */
function pack({ lambda }: PackageFile): string {
  const { position, ellipsis, universal, formals } = lambda!;
  let text = `${position.line} ${position.column} ${ellipsis ? '...' : ''} ${universal ?? ''}`;
  for (const { name, position: at, defaultKind } of formals) {
    text += ` ${name} ${at.line} ${at.column} ${defaultKind ?? ''}`;
  }
  return text;
}

function unpack(text: string): PackageFile | undefined {
  const words = text.split(' ');
  if (words.length % 4 !== 0) return undefined;
  const [line, column, dots, universal] = words as [string, string, string, string];
  const formals: Formal[] = [];
  for (let i = 4; i < words.length; i += 4) {
    const name = words[i]!;
    const position = { line: Number(words[i + 1]), column: Number(words[i + 2]) };
    const kind = words[i + 3]!;
    if (kind === '') formals.push({ name, position, hasDefault: false });
    else formals.push({ name, position, hasDefault: true, defaultKind: kind as DefaultKind });
  }
  const lambda = {
    position: { line: Number(line), column: Number(column) },
    formals,
    ellipsis: dots !== '',
    ...(universal !== '' && { universal }),
  };
  return { lambda, flaws: [] };
}

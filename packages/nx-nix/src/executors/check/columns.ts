import { join } from 'node:path';
import { readRegular } from '@nx-nix/files';
import type { Place } from '@nx-nix/resolver';

const LINE_END = /\r\n|\r|\n/;

/**
 * Columns as other programs count them: in UTF-16 units, where we, as Nix, count bytes. The files are
 * read for it, as only their lines tell.
 */
export class Columns {
  private readonly lines = new Map<string, readonly string[] | undefined>();

  constructor(private readonly workspaceRoot: string) {}

  /** From 1; undefined where the line cannot be read: a folder, a file that is no text. */
  of({ file, position: { line, column } }: Place): number | undefined {
    if (column === 1) return 1;
    const text = this.linesOf(file)?.[line - 1];
    if (text === undefined) return undefined;
    return (
      Buffer.from(text)
        .subarray(0, column - 1)
        .toString().length + 1
    );
  }

  private linesOf(file: string): readonly string[] | undefined {
    if (!this.lines.has(file)) this.lines.set(file, read(join(this.workspaceRoot, file)));
    return this.lines.get(file);
  }
}

function read(file: string): readonly string[] | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
      .decode(readRegular(file))
      .split(LINE_END);
  } catch {
    return undefined;
  }
}

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Language, Parser, Query, type Tree } from 'web-tree-sitter';

/** Beside the compiled files; from src and from dist the same path. */
const grammarFile = join(__dirname, '../../dist/tree-sitter-nix.wasm');

let loading: Promise<NixParser> | undefined;

/**
 * The one parser of this process. After it has loaded (10 ms), reading is synchronous.
 * A failure is thrown and not remembered: the next call tries again.
 */
export function loadParser(): Promise<NixParser> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(): Promise<NixParser> {
  const grammar = await readFile(grammarFile).catch((cause: unknown) => {
    throw new Error(`The Nix grammar is missing (${grammarFile}). Run: npm run prepare`, { cause });
  });
  await Parser.init();
  return new NixParser(await Language.load(grammar));
}

/** Where a parse stopped: the first token that fits nowhere, and the end of the one before it. */
export interface StopPlace {
  readonly tokenEnd: number;
  readonly token: string;
}

/** Owns web-tree-sitter's parser. Trees live as long as the function that reads them. */
export class NixParser {
  private readonly parser = new Parser();
  private readonly queries = new Map<string, Query>();

  constructor(private readonly language: Language) {
    this.parser.setLanguage(language);
  }

  /** Parses a text and gives its tree to `read`; nodes are not to be kept beyond that call. */
  parse<T>(text: string, read: (tree: Tree) => T): T {
    const tree = this.parser.parse(text);
    if (!tree) throw new Error('tree-sitter gave no tree');
    try {
      return read(tree);
    } finally {
      tree.delete();
    }
  }

  /** A query of tree-sitter's, compiled once. */
  query(source: string): Query {
    let query = this.queries.get(source);
    if (!query) this.queries.set(source, (query = new Query(this.language, source)));
    return query;
  }

  /**
   * The place where the parser first met a token that it had no use for, or undefined.
   *
   * NOTE: the tree cannot tell. tree-sitter mends errors by the cheapest change, which may lie far
   * from their cause. Its log can: the grammar has no conflicts, so the first `detect_error` is
   * where any LR parser, Nix's own included, gives up. Logging is slow; only for files in error.
   */
  findStop(text: string): StopPlace | undefined {
    let row = 0;
    let column = 0;
    let stop: { row: number; column: number; token: string } | undefined;
    this.parser.setLogger((message, isLexing) => {
      if (stop || isLexing) return;
      const process = /^process .* row:(\d+), col:(\d+)/.exec(message);
      if (process) [row, column] = [Number(process[1]), Number(process[2]) / 2];
      const error = /^detect_error lookahead:(.*)/s.exec(message);
      if (error) stop = { row, column, token: error[1] ?? '' };
    });
    try {
      this.parse(text, () => undefined);
    } finally {
      this.parser.setLogger(null);
    }
    return stop && { tokenEnd: offsetOf(text, stop.row, stop.column), token: stop.token };
  }
}

/** tree-sitter's rows end at `\n` only. */
function offsetOf(text: string, row: number, column: number): number {
  let start = 0;
  for (let line = 0; line < row; line++) start = text.indexOf('\n', start) + 1;
  return start + column;
}

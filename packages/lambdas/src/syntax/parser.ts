import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Language, Parser, Query, type Tree } from 'web-tree-sitter';

/** The path is the same from `src` and from `dist`. */
const grammarFile = join(__dirname, '../../dist/tree-sitter-nix.wasm');

let loading: Promise<NixParser> | undefined;

/**
 * The parser of this process, loaded once (10 ms); after that, all reading is synchronous.
 * @throws if the grammar cannot be loaded; the next call tries again
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
  try {
    await Parser.init();
    return new NixParser(await Language.load(grammar));
  } catch (cause) {
    throw cause instanceof RangeError ? new NoRoomForParser(cause) : cause;
  }
}

/**
 * There is no address space for the parser. WebAssembly reserves some 10 GB of it for each program,
 * of which it uses little: a limit on it (`ulimit -v`) is not one on memory.
 */
export class NoRoomForParser extends Error {
  constructor(override readonly cause: unknown) {
    super(
      'The parser cannot be loaded: there is not enough address space for WebAssembly, which reserves some 10 GB and uses little of it. Raise the limit (`ulimit -v unlimited`), and run it again.',
    );
  }
}

/** Where a parse stopped: the first unexpected token, and the end offset of the token before it. */
export interface UnexpectedToken {
  readonly tokenEnd: number;
  readonly token: string;
}

/** Wraps the parser of web-tree-sitter, and frees each tree after it was read. */
export class NixParser {
  private readonly parser = new Parser();
  private readonly queries = new Map<string, Query>();

  constructor(private readonly language: Language) {
    this.parser.setLanguage(language);
  }

  /** Parses a text and passes its tree to `read`. Nodes must not be used after that call. */
  parse<T>(text: string, read: (tree: Tree) => T): T {
    const tree = this.parser.parse(text);
    if (!tree) throw new Error('tree-sitter gave no tree');
    try {
      return read(tree);
    } finally {
      tree.delete();
    }
  }

  /** A tree-sitter query; each is compiled once. */
  query(source: string): Query {
    let query = this.queries.get(source);
    if (!query) this.queries.set(source, (query = new Query(this.language, source)));
    return query;
  }

  /**
   * The place where the parser first met an unexpected token, or undefined.
   *
   * NOTE: the tree does not show this place: tree-sitter repairs an error by the cheapest change,
   * which may be far from its cause. The log does: the grammar has no conflicts, so every LR
   * parser, also that of Nix, stops at the first `detect_error`. Logging is slow, so use it only
   * after an error.
   */
  firstUnexpectedToken(text: string): UnexpectedToken | undefined {
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

/** The offset of a tree-sitter position, whose rows end only at `\n`. */
function offsetOf(text: string, row: number, column: number): number {
  let start = 0;
  for (let line = 0; line < row; line++) start = text.indexOf('\n', start) + 1;
  return start + column;
}

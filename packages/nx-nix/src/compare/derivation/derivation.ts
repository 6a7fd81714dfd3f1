import { readFileSync } from 'node:fs';

/**
 * A derivation, as its `.drv` file contains it. Strings of Nix are bytes, so each character here is
 * one byte; `readable` decodes them.
 */
export interface Derivation {
  readonly outputs: ReadonlyMap<string, DerivationOutput>;
  /** The outputs that are used, by the path of the input's `.drv` file. */
  readonly inputs: ReadonlyMap<string, readonly string[]>;
  readonly sources: readonly string[];
  readonly system: string;
  readonly builder: string;
  readonly args: readonly string[];
  readonly env: ReadonlyMap<string, string>;
}

/** An output of a derivation. */
export interface DerivationOutput {
  /** Empty if the path is known only after the build. */
  readonly path: string;
  /** For a fixed output: how it is hashed; `hash`: its hash. */
  readonly algorithm: string;
  readonly hash: string;
}

/**
 * Reads a `.drv` file.
 * @throws Error when the file cannot be read, or is no derivation
 */
export function readDerivation(file: string): Derivation {
  return parseDerivation(readFileSync(file, 'latin1'));
}

/** Decodes bytes (a character each) as UTF-8. */
export function readable(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

/**
 * Parses Nix's ATerm: `Derive([…outputs],[…inputs],[…sources],"system","builder",[…args],[…env])`,
 * or the form that starts with a version, in which outputs of inputs may be derivations.
 * @throws Error with the position, when the text is no derivation
 */
export function parseDerivation(text: string): Derivation {
  const fields = new Terms(text).whole();
  const own = fields.length === 8 ? fields.slice(1) : fields;
  if (own.length !== 7) throw new Error(`no derivation: it has ${fields.length} fields`);
  const [outputs, inputs, sources, system, builder, args, env] = own as [
    Term[],
    Term[],
    string[],
    string,
    string,
    string[],
    Term[],
  ];
  return {
    outputs: new Map(
      outputs.map((one) => {
        const [name, path, algorithm, hash] = one as [string, string, string, string];
        return [name, { path, algorithm, hash }];
      }),
    ),
    inputs: new Map(
      inputs.map((one) => {
        const [path, used] = one as [string, Term];
        return [path, stringsIn(used)];
      }),
    ),
    sources,
    system,
    builder,
    args,
    env: new Map(env as [string, string][]),
  };
}

type Term = string | readonly Term[];

function stringsIn(term: Term): readonly string[] {
  return typeof term === 'string' ? [term] : term.flatMap(stringsIn);
}

const ESCAPED: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/** Parser for terms: strings, and lists of terms in brackets or parentheses. */
class Terms {
  private at = 0;

  constructor(private readonly text: string) {}

  /** The arguments of the constructor that the whole text consists of. */
  whole(): readonly Term[] {
    const name = /^[A-Za-z]+(?=\()/.exec(this.text)?.[0];
    if (name !== 'Derive' && name !== 'DrvWithVersion') throw this.wrong();
    this.at = name.length;
    const fields = this.list(')');
    if (this.at !== this.text.length) throw this.wrong();
    return fields;
  }

  private term(): Term {
    const first = this.text[this.at];
    if (first === '"') return this.string();
    if (first === '[') return this.list(']');
    if (first === '(') return this.list(')');
    throw this.wrong();
  }

  private list(end: string): readonly Term[] {
    const terms: Term[] = [];
    this.at++;
    if (this.text[this.at] === end) {
      this.at++;
      return terms;
    }
    for (;;) {
      terms.push(this.term());
      const next = this.text[this.at++];
      if (next === end) return terms;
      if (next !== ',') throw this.wrong();
    }
  }

  private string(): string {
    const literal = /"(?:[^"\\]|\\[^])*"/y;
    literal.lastIndex = this.at;
    const found = literal.exec(this.text)?.[0];
    if (found === undefined) throw this.wrong();
    this.at += found.length;
    return found
      .slice(1, -1)
      .replace(/\\([^])/g, (_, escaped: string) => ESCAPED[escaped] ?? escaped);
  }

  private wrong(): Error {
    return new Error(`no derivation: it is not as Nix writes one at character ${this.at}`);
  }
}

import { decode } from './decode';
import { parseFlaws } from './flaws';
import type { NixParser } from './parser';
import { pathExpressions, type PathExpression } from './path-expressions';
import type { Flaw, Position } from './reading';
import { withSyntax } from './syntax';
import { unusedFormals } from './unused-formals';
import { uselessEscapes } from './useless-escapes';

/** A piece of a file's text, and where it stands. */
export interface NamedPlace {
  readonly name: string;
  readonly position: Position;
}

/** What all of a Nix file says, beyond the head that makes it a package. */
export interface Body {
  readonly paths: readonly PathExpression[];
  /** Of all lambdas in it; see `unusedFormals` for which can have any. */
  readonly unusedFormals: readonly NamedPlace[];
  readonly uselessEscapes: readonly NamedPlace[];
  readonly flaws: readonly Flaw[];
}

const nothing = { paths: [], unusedFormals: [], uselessEscapes: [] };

/** Reads a Nix file as a whole. Of one that Nix would refuse nothing is known but its flaws. */
export function readBody(parser: NixParser, bytes: Uint8Array): Body {
  const decoded = decode(bytes);
  if ('badByte' in decoded) {
    return { ...nothing, flaws: [{ kind: 'not-utf8', position: decoded.badByte }] };
  }
  return withSyntax(parser, decoded.text, (syntax) => {
    const flaws = parseFlaws(syntax);
    if (flaws.length > 0) return { ...nothing, flaws };
    return {
      paths: pathExpressions(syntax),
      unusedFormals: unusedFormals(syntax),
      uselessEscapes: uselessEscapes(syntax),
      flaws,
    };
  });
}

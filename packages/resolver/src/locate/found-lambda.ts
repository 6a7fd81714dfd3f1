import type { Lambda, Position } from '@nx-nix/lambdas';
import { PACKAGE_SETS } from '../names/package-sets';
import { TooLarge } from '../problems/too-large';
import { MissingFile } from '../problems/missing-file';
import type { Problem } from '../problems/problem';
import { SyntaxErrorProblem } from '../problems/syntax-error';
import type { LocatedPackage } from './located';

/** The lambda of a package file, which may be in another file that the package file calls. */
export interface FoundLambda {
  readonly lambda: Lambda;
  /** The file with the formals. */
  readonly file: string;
  /** Position of the lambda or call in the package file. */
  readonly rootPosition: Position;
}

/** The set in which a call looks: `['ps']` for `pkgs.ps.callPackage`. */
export function setOfCall(from: readonly string[]): readonly string[] {
  return PACKAGE_SETS.has(from[0] ?? '') ? from.slice(1) : from;
}

/** The head of a lambda without its formals. */
export function headOf(
  found: Pick<FoundLambda, 'lambda'> | undefined,
): Pick<LocatedPackage, 'head'> {
  if (!found) return {};
  const { position, ellipsis, universal } = found.lambda;
  return { head: { position, ellipsis, ...(universal === undefined ? {} : { universal }) } };
}

/** Whether a problem means that the file could not be read, and not that it is no lambda. */
export function isUnreadable(problem: Problem): boolean {
  return [MissingFile, SyntaxErrorProblem, TooLarge].some((kind) => problem instanceof kind);
}

import type { Position } from '@nx-nix/lambdas';
import type { AttributePath } from '../names/attribute-path';
import type { Place, Problem } from '../problems/problem';

/** What Nix, the judge of last resort, says of one repo: plain data, however it was asked. */
export interface NixReading {
  /** The version of the Nix that was asked. */
  readonly version: string;
  readonly packages: readonly PackageByNix[];
  /** What Nix refuses to evaluate, each with Nix's own words; of the rest it told all the same. */
  readonly errors: readonly EvaluationError[];
}

/** A package, or a set of them, that Nix does not evaluate; `[]` is the whole repo. */
export interface EvaluationError {
  readonly path: AttributePath;
  readonly problem: Problem;
}

/** One member of a repo's lambdas, according to Nix. */
export type PackageByNix = {
  readonly path: AttributePath;
  /** Whether it is a member of a group that is curried over package sets. */
  readonly isCurried: boolean;
} & ValueByNix;

export type ValueByNix =
  | ({ readonly kind: 'lambda' } & LambdaByNix)
  /** No function: `found` says what it is ("a string"). What a curried group may have. */
  | { readonly kind: 'value'; readonly found: string; readonly place?: Place | undefined }
  /** A member of a curried group of which nothing can be told without the package set. */
  | { readonly kind: 'open' };

export interface LambdaByNix {
  /**
   * Where it begins; undefined where that is no file of the repo, and `elsewhere` names it as Nix
   * does then.
   */
  readonly place?: Place | undefined;
  readonly elsewhere?: string;
  /** In the order of their names. */
  readonly formals: readonly FormalByNix[];
  readonly ellipsis: boolean;
  /** The name that holds the whole argument. */
  readonly universal?: string | undefined;
}

export interface FormalByNix {
  readonly name: string;
  readonly hasDefault: boolean;
  /** In the file of the lambda; undefined where Nix does not say or it is another file. */
  readonly position?: Position | undefined;
}

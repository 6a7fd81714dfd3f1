import type { Position } from '@nx-nix/lambdas';
import type { AttributePath } from '../names/attribute-path';
import type { Place, Problem } from '../problems/problem';

/** The Nix reading of one repo, which decides where static reading differs: plain data. */
export interface NixReading {
  /** The version of Nix. */
  readonly version: string;
  readonly packages: readonly PackageByNix[];
  /** Packages that Nix cannot evaluate, with Nix's messages; all others are in `packages`. */
  readonly errors: readonly EvaluationError[];
}

/** A package or set that Nix cannot evaluate; `[]` is the whole repo. */
export interface EvaluationError {
  readonly path: AttributePath;
  readonly problem: Problem;
}

/** One package of a repo, as Nix evaluates it. */
export type PackageByNix = {
  readonly path: AttributePath;
  /** Whether it is a member of a group that is curried over package sets. */
  readonly isCurried: boolean;
} & ValueByNix;

/** The value of a package, as Nix evaluates it. */
export type ValueByNix =
  | ({ readonly kind: 'lambda' } & LambdaByNix)
  /** Not a function: `found` is its type ("a string"). Allowed in a curried group. */
  | { readonly kind: 'value'; readonly found: string; readonly place?: Place | undefined }
  /** A member of a curried group that cannot be evaluated without the package set. */
  | { readonly kind: 'open' };

/** A lambda, as Nix reports it. */
export interface LambdaByNix {
  /** Where it begins; undefined if that is no file of the repo: then `elsewhere` is Nix's text. */
  readonly place?: Place | undefined;
  readonly elsewhere?: string;
  /** Sorted by name. */
  readonly formals: readonly FormalByNix[];
  readonly ellipsis: boolean;
  /** The name of the whole argument. */
  readonly universal?: string | undefined;
}

/** A formal, as Nix reports it. */
export interface FormalByNix {
  readonly name: string;
  readonly hasDefault: boolean;
  /** Position in the lambda's file; undefined if Nix gives none, or it is in another file. */
  readonly position?: Position | undefined;
}

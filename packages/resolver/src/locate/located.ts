import type { LocatedTree } from './layouts/layout';
import type { Formal, Lambda } from '@nx-nix/lambdas';
import type { AttributePath } from '../names/attribute-path';
import type { Place, Problem } from '../problems/problem';
import type { LocatedEntry } from './layers/layer';
import type { LocatedReference } from './layers/located-reference';
import type { Repo } from '../repo/repo';

/** A package with all that was read from its file. */
export interface LocatedPackage {
  readonly path: AttributePath;
  readonly place: Place;
  /** Its path in the group file; absent if the file is the package. */
  readonly member?: AttributePath;
  /** The formals of its lambda; empty for an expression. */
  readonly formals: readonly Formal[];
  /** The file of the formals: another one if the package file calls that. */
  readonly formalsFile: string;
  /** The rest of the lambda's head, in `formalsFile`. Absent if there is no lambda. */
  readonly head?: LambdaHead;
  /** A lambda is called; an expression of a group is used without a call. */
  readonly kind: 'lambda' | 'expression';
  /** How many package sets its group is curried over. */
  readonly sets: number;
  /** A member of NUR's file, which is applied to the package set as a whole. */
  readonly isNur: boolean;
  /**
   * The references of an expression; and the formals of files that the lambda's body passes to
   * `callPackage`.
   */
  readonly references: readonly LocatedReference[];
  /** The file has an error: the package exists, but its formals are unknown. */
  readonly isBroken: boolean;
}

/** The position of a lambda, and its head without the formals. */
export type LambdaHead = Pick<Lambda, 'position' | 'ellipsis' | 'universal'>;

/** The result of locating one repo. */
export interface LocatedRepo {
  readonly repo: Repo;
  /** Its layouts, as text for people; undefined if it has no packages. */
  readonly layout: string | undefined;
  /** Its trees of packages, with the sources found in each. */
  readonly trees: readonly LocatedTree[];
  readonly packages: readonly LocatedPackage[];
  readonly problems: readonly Problem[];
  /** Names of the formals of its group files (`lib`). */
  readonly groupFormals: readonly string[];
  /** The files of its layers in order; absent if it is no overlay repo. */
  readonly layers?: readonly LocatedEntry[];
  /**
   * The Nix files that are no packages and that nothing in the repo reads, from the repo's folder;
   * absent if only heads were read.
   */
  readonly untaken?: readonly string[];
  /** Paths of the sets with `recurseForDerivations` in groups; absent if none were read. */
  readonly marks?: readonly AttributePath[];
}

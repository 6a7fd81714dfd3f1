import type { LocatedTree } from './layouts/layout';
import type { Formal, Lambda } from '@nx-nix/lambdas';
import type { AttributePath } from '../names/attribute-path';
import type { Place, Problem } from '../problems/problem';
import type { LocatedEntry } from './layers/layer';
import type { Repo } from '../repo/repo';

/** A package with all that its file says of it. */
export interface LocatedPackage {
  readonly path: AttributePath;
  readonly place: Place;
  /** Where it is in its group, by the file's own names; absent where the file is the package. */
  readonly member?: AttributePath;
  /** The formals of its lambda; empty for an expression. */
  readonly formals: readonly Formal[];
  /** Where the formals stand: another file where the package file calls one. */
  readonly formalsFile: string;
  /** Its lambda but for the formals; it begins in `formalsFile`. Absent for what has none. */
  readonly head?: LambdaHead;
  /** A lambda is called; an expression of a group is taken as it is. */
  readonly kind: 'lambda' | 'expression';
  /** How many package sets its group is curried over. */
  readonly sets: number;
  /** A member of NUR's file, which is applied to the package set as a whole. */
  readonly isNur: boolean;
  /**
   * Names that an expression leans on, each with where it does; and those of files that a lambda's
   * body hands to `callPackage`.
   */
  readonly references: readonly LocatedReference[];
  /** Set where the file is broken: the name is taken, what it asks for is not known. */
  readonly isBroken: boolean;
}

/** Where a lambda begins and what it takes beside its formals. */
export type LambdaHead = Pick<Lambda, 'position' | 'ellipsis' | 'universal'>;

/** A name that an expression leans on. */
export interface LocatedReference {
  readonly path: AttributePath;
  /**
   * The set in whose scopes it is looked up (`[]` is top level), where that is not the package's
   * own: what an expression says of `final` has nothing to do with where the expression lies.
   */
  readonly from?: AttributePath;
  readonly place: Place;
  /** It need not exist: the formal of a called file has a default. */
  readonly isOptional: boolean;
}

/** All that one repo says. */
export interface LocatedRepo {
  readonly repo: Repo;
  /** How it is laid out, for people; absent where it has no packages. */
  readonly layout: string | undefined;
  /** The trees of packages it has, with what was found in each. */
  readonly trees: readonly LocatedTree[];
  readonly packages: readonly LocatedPackage[];
  readonly problems: readonly Problem[];
  /** Formals that its group files ask for (`lib`). */
  readonly groupFormals: readonly string[];
  /** The files of its layers in their order; absent where it is no overlay. */
  readonly layers?: readonly LocatedEntry[];
  /** Sets that groups mark for tools that look for packages; absent where there are none. */
  readonly marks?: readonly AttributePath[];
}

import type { AttributePath } from '../names/attribute-path';
import type { LayerEntry } from '../locate/layers/layer';
import type { Place, Problem } from '../problems/problem';
import type { Argument } from '../resolve/arguments';
import type { Edge } from '../resolve/edge';
import type { RegistryConfig } from '../resolve/registry-config';

/** A package with its arguments and edges. */
export interface WiredPackage {
  /** Its path as Nix text; the target of edges. */
  readonly key: string;
  /** Its name in the graph; not equal to `key` if a layer above sets the same path. */
  readonly node: string;
  readonly path: AttributePath;
  readonly repo: string;
  /** Path from the repo's folder. */
  readonly file: string;
  readonly kind: 'lambda' | 'expression';
  /** How many package sets its group is applied to. */
  readonly sets: number;
  /** A member of NUR's file, which is applied to the package set as a whole. */
  readonly isNur: boolean;
  readonly arguments: readonly Argument[];
  readonly edges: readonly Edge[];
  /** Formals through which it may use packages without an edge: `pkgs`, `callPackage`. */
  readonly hiddenBy: readonly string[];
  /** The number of packages that come before it on the longest path; equal for all in a circle. */
  readonly level: number;
}

/** An attribute that holds packages. */
export interface WiredSet {
  readonly key: string;
  readonly path: AttributePath;
  readonly isScope: boolean;
  /** Has `recurseForDerivations`, for tools that look for packages. */
  readonly isMarked: boolean;
  /** Keys of its direct members. */
  readonly members: readonly string[];
}

/** A file of a layer, with its attributes and settings. */
export interface WiredLayer {
  readonly repo: string;
  /** The repo's folder. */
  readonly root: string;
  readonly entry: LayerEntry;
  /** The place of its `url`, else the beginning of its file. */
  readonly place: Place;
  /**
   * The top-level attributes that it sets, sorted; without the repo's packages, which are in
   * `packages`. `all` for a flake's overlay without a list `sets`.
   */
  readonly attributes: readonly WiredAttribute[] | 'all';
  /** Its settings, sorted by path; if it extends a set, one for each changed member. */
  readonly settings: readonly WiredSetting[];
}

/** A top-level attribute that a layer sets. */
export interface WiredAttribute {
  readonly name: string;
  readonly isConditional: boolean;
}

/** The value that a layer gives an attribute path, with its edges. */
export interface WiredSetting {
  /** Its path as Nix text. */
  readonly key: string;
  readonly path: AttributePath;
  /** See `WiredPackage`. */
  readonly node: string;
  readonly isConditional: boolean;
  readonly edges: readonly Edge[];
  readonly hiddenBy: readonly string[];
}

/** The wiring: the packages, sets and layers of all repos, from which the registry is generated. */
export interface Wiring {
  /** Repos that have packages, by name. */
  readonly repos: readonly {
    readonly name: string;
    readonly root: string;
    readonly url?: string;
    /** Has a NUR file, and therefore no flake that exports lambdas. */
    readonly isNur: boolean;
    /** Is an overlay repo: its packages are a layer on top of the other repos. */
    readonly isOverlay: boolean;
  }[];
  readonly config: RegistryConfig;
  /** Sorted by path. */
  readonly packages: readonly WiredPackage[];
  readonly sets: readonly WiredSet[];
  /** In the order in which they are applied. */
  readonly layers: readonly WiredLayer[];
  /** Packages that need each other in circles. */
  readonly components: readonly Component[];
  /** The number of levels; 0 without packages. */
  readonly levels: number;
  /** The names of the base in use; empty without facts about a base. */
  readonly base: readonly ThroughBaseEdges[];
  readonly problems: readonly Problem[];
  /** Clashes of layers. Only `check` reports them; the registry is written anyhow. */
  readonly clashes: readonly Problem[];
}

/** Packages (and sets) that need each other in circles. */
export interface Component {
  /** Sorted by name. */
  readonly members: readonly string[];
  /** A shortest circle among them: each needs the next, and the last needs the first. */
  readonly cycle: readonly string[];
}

/** The through-base edges of one name of the base in use: to packages of repos. */
export interface ThroughBaseEdges {
  /** Its attribute path, as Nix text; the target of `base` edges. */
  readonly key: string;
  /**
   * Keys of the packages of repos that the name is made of, sorted. `all` if unknown: a change of
   * any package then counts as a change of this name.
   */
  readonly through: readonly string[] | 'all';
}

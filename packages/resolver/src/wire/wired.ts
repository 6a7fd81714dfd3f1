import type { AttributePath } from '../names/attribute-path';
import type { LayerEntry } from '../locate/layers/layer';
import type { Place, Problem } from '../problems/problem';
import type { Argument } from '../resolve/arguments';
import type { Edge } from '../resolve/edge';
import type { RegistryConfig } from '../resolve/registry-config';

/** A package with all that the registry needs to call it. */
export interface WiredPackage {
  /** Its path as Nix text; what edges point to. */
  readonly key: string;
  /** Its name in the graph: the key, unless a layer has something of that path on top of it. */
  readonly node: string;
  readonly path: AttributePath;
  readonly repo: string;
  /** From the repo's folder. */
  readonly file: string;
  readonly kind: 'lambda' | 'expression';
  /** How many package sets its group is applied to. */
  readonly sets: number;
  /** A member of NUR's file, which is applied to the package set as a whole. */
  readonly isNur: boolean;
  readonly arguments: readonly Argument[];
  readonly edges: readonly Edge[];
  /** Formals behind which it may use packages that no edge leads to: `pkgs`, `callPackage`. */
  readonly hiddenBy: readonly string[];
  /** How many steps of other packages come before it; packages in a circle share one. */
  readonly level: number;
}

/** An attribute that holds packages. */
export interface WiredSet {
  readonly key: string;
  readonly path: AttributePath;
  readonly isScope: boolean;
  /** Marked for tools that look for packages in it. */
  readonly isMarked: boolean;
  /** Keys of what lies directly in it. */
  readonly members: readonly string[];
}

/** A file of a layer, with what it sets. */
export interface WiredLayer {
  readonly repo: string;
  /** The repo's folder. */
  readonly root: string;
  readonly entry: LayerEntry;
  /** Where it says where it comes from; else where its file begins. */
  readonly place: Place;
  /**
   * The attributes of top level that it sets, sorted; the repo's own packages are among the packages.
   * `all` of a flake's overlay of which nobody said what it sets.
   */
  readonly attributes: readonly WiredAttribute[] | 'all';
  /** What it makes of which attribute path, sorted: where only members are put into a set, of these. */
  readonly settings: readonly WiredSetting[];
}

/** An attribute of top level that a layer sets. */
export interface WiredAttribute {
  readonly name: string;
  readonly isConditional: boolean;
}

/** What a layer makes of an attribute path. */
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

/** All packages of all repos, wired: what the registry is generated from. */
export interface Wiring {
  /** Repos that have packages, by name. */
  readonly repos: readonly {
    readonly name: string;
    readonly root: string;
    readonly url?: string;
    /** It has a NUR file, and so no flake that exports lambdas. */
    readonly isNur: boolean;
    /** Its packages are a layer, on top of those of the other repos. */
    readonly isOverlay: boolean;
  }[];
  readonly config: RegistryConfig;
  /** Sorted by path, as everything here. */
  readonly packages: readonly WiredPackage[];
  readonly sets: readonly WiredSet[];
  /** In the order in which they are applied. */
  readonly layers: readonly WiredLayer[];
  /** Packages that need each other in circles. */
  readonly components: readonly Component[];
  readonly levels: number;
  /** Names of the base in use, where the registry stands on one. */
  readonly base: readonly BaseWay[];
  readonly problems: readonly Problem[];
  /** What `check` tells of layers, and what keeps nobody from writing the registry. */
  readonly clashes: readonly Problem[];
}

/** Packages (and sets) that need each other in circles. */
export interface Component {
  /** Sorted by name. */
  readonly members: readonly string[];
  /** A shortest circle among them, from its first name on; the last one needs the first one. */
  readonly cycle: readonly string[];
}

/** A name of the base that packages lean on, and where it leads back to: its through-base edges. */
export interface BaseWay {
  /** Its attribute path, as Nix text; what `base` edges point to. */
  readonly key: string;
  /**
   * Keys of the packages of repos that the base makes it of, sorted; `all` where that is not known,
   * so that a change of any of them counts as a change of it.
   */
  readonly through: readonly string[] | 'all';
}

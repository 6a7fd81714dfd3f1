import type { Delegate, Diagnostic, Reference, PackageCall, Position } from './reading';

/** The result of reading an overlay file: plain data, as in `reading.ts`. */
export interface OverlayFile {
  /**
   * The file begins with `{ lib, ... }:` before `final: prev:`. Recorded because Nix cannot
   * distinguish `{ ... }:` from `final:`. `lib` is passed only if `functionArgs` has it, as `{ }:`
   * accepts nothing.
   */
  readonly hasHead: boolean;
  /** The attributes that the overlay sets, in text order; each name once. */
  readonly sets: readonly OverlayAttribute[];
  /**
   * References that decide which attributes exist: in conditions of `lib.optionalAttrs`, `if` and
   * `assert` around them. A certain reference to `final` is an infinite recursion, because the
   * names of `final` come from its overlays; an uncertain one is a recursion only if Nix evaluates
   * it.
   */
  readonly names: Pick<OverlayUses, 'final' | 'previous'>;
  readonly diagnostics: readonly OverlayDiagnostic[];
  /**
   * Present if the overlay is made of overlays in other files: its parts, from the first to the
   * last. `sets` and `names` are then those of no part.
   */
  readonly parts?: readonly OverlayPart[];
}

/** A part of an overlay that is made of several. */
export interface OverlayPart {
  /**
   * True for `import ./a.nix final prev // import ./b.nix final prev`: the part gets the `prev` that
   * the part before it got. Else it gets what that part makes of it.
   */
  readonly isBeside: boolean;
  /** The overlay in another file; `applied` does not count `final` and `prev`. */
  readonly delegate?: Delegate;
  /** The overlay in this file. */
  readonly own?: Pick<OverlayFile, 'sets' | 'names'>;
}

/** What a value of an overlay references in the two package sets. */
export interface OverlayUses {
  /** References to `final`; an empty path is the whole set. */
  readonly final: readonly Reference[];
  /** References to `prev`, the set before this overlay. */
  readonly previous: readonly Reference[];
  /** Calls of `callPackage`. Of `final` or `prev`: both take the arguments from `final`. */
  readonly calls: readonly PackageCall[];
}

/** The value of an attribute or member that an overlay sets. */
export interface OverlayValue extends OverlayUses {
  readonly position: Position;
  /** Exists only under a condition: inside `lib.optionalAttrs`, or in one branch of an `if`. */
  readonly isConditional: boolean;
  /**
   * References that Nix evaluates whichever part of the value is needed: `final.jq` for
   * `final.jq.overrideAttrs …`, for `final.jq` and for `final.jq // { … }`. If these lead back to
   * the attribute itself, that is certainly an infinite recursion. Never an empty path.
   */
  readonly head: Pick<OverlayUses, 'final' | 'previous'>;
}

/** One attribute that an overlay sets. */
export interface OverlayAttribute extends OverlayValue {
  readonly name: string;
  /** The members that are set inside, where the value is a literal that can be read. */
  readonly members?: OverlayMembers;
}

/** The members of a set that an overlay makes or extends. */
export interface OverlayMembers {
  /**
   * True if the other members of the set are kept: `prev.x.overrideScope (self: super: { … })`,
   * `.extend`, `.override { packageOverrides = …; }` (or `overrides`), `prev.x // { … }`,
   * `prev.pythonPackagesExtensions ++ [ … ]`. False for `x = { … };` and `x.a = …;`, which replace
   * `x`.
   */
  readonly isExtension: boolean;
  readonly members: readonly OverlayMember[];
}

/** One member; `self` and `super` of a scope are read as paths of the set in `final` and `prev`. */
export interface OverlayMember extends OverlayValue {
  /**
   * Path from the package set: `['python3Packages', 'requests']`, also for an element of
   * `pythonPackagesExtensions`; `['python3', 'pkgs', 'requests']` for
   * `python3.override { packageOverrides = …; }`.
   */
  readonly path: readonly string[];
}

/** A diagnostic of an overlay file, found from its text alone. */
export type OverlayDiagnostic =
  | Diagnostic
  /** The file has not the form of an overlay; `reason` is a sentence without full stop. */
  | { readonly kind: 'bad-overlay'; readonly position: Position; readonly reason: string }
  /** Attribute names are known only after evaluation; `found` as in `opaque-group`. */
  | { readonly kind: 'opaque-overlay'; readonly position: Position; readonly found: string };

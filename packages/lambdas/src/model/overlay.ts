import type { Diagnostic, Reference, PackageCall, Position } from './reading';

/** What is read from an overlay file: plain data, as in `reading.ts`. */
export interface OverlayFile {
  /**
   * Begins with `{ lib, ... }:`, before `final: prev:`: Nix itself cannot tell `{ ... }:` from `final:`.
   * It is to be given what its `functionArgs` have of `{ lib }`, as `{ }:` takes nothing.
   */
  readonly hasHead: boolean;
  /** The attributes that it sets, in the order of the text; each name once. */
  readonly sets: readonly OverlayAttribute[];
  /**
   * What decides which attributes there are: conditions of `lib.optionalAttrs`, `if` and `assert`
   * around them. Whatever of it is of `final` and not uncertain is an infinite recursion, as the names
   * of `final` are those of its overlays; what is uncertain is one if Nix comes to it.
   */
  readonly names: Pick<OverlayUses, 'final' | 'previous'>;
  readonly diagnostics: readonly OverlayDiagnostic[];
}

/** What a value of an overlay takes from the two package sets. */
export interface OverlayUses {
  /** Names of `final`; an empty path is all of it. */
  readonly final: readonly Reference[];
  /** Names of `prev`, of the set before this overlay. */
  readonly previous: readonly Reference[];
  /** Files that it hands to `callPackage`, of either: both look in `final`. */
  readonly calls: readonly PackageCall[];
}

/** A value that an overlay gives a name. */
export interface OverlayValue extends OverlayUses {
  readonly position: Position;
  /** There under a condition only: it stands in `lib.optionalAttrs`, or in one branch of an `if`. */
  readonly isConditional: boolean;
  /**
   * What it is made of itself, whatever part of it is asked for: `final.jq` for
   * `final.jq.overrideAttrs …`, for `final.jq` and `final.jq // { … }`. What leads to its own name in
   * this way is an infinite recursion, certainly. A path of the package set, never all of it.
   */
  readonly head: Pick<OverlayUses, 'final' | 'previous'>;
}

/** One attribute that an overlay sets. */
export interface OverlayAttribute extends OverlayValue {
  readonly name: string;
  /** What is set inside of it, where that is written out. */
  readonly members?: OverlayMembers;
}

/** The members of a set that an overlay makes or extends. */
export interface OverlayMembers {
  /**
   * Others stay what they were: `prev.python3Packages.overrideScope (self: super: { … })`, `.extend`,
   * `.override { packageOverrides = …; }` (or `overrides`), `prev.x // { … }`, `prev.pythonPackagesExtensions ++ [ … ]`. False for `x = { … };` and `x.a = …;`, which
   * are all that is left of `x`.
   */
  readonly isExtension: boolean;
  readonly members: readonly OverlayMember[];
}

/** One member of such a set; `self` and `super` of a scope are that set in `final` and in `prev`. */
export interface OverlayMember extends OverlayValue {
  /**
   * From the package set: `['python3Packages', 'requests']`, by way of `pythonPackagesExtensions` too;
   * `['python3', 'pkgs', 'requests']` for `python3.override { packageOverrides = …; }`.
   */
  readonly path: readonly string[];
}

/** What is wrong with an overlay file, as far as its text alone tells. */
export type OverlayDiagnostic =
  | Diagnostic
  /** Not of the form that overlays have; `reason` is a sentence that says so. */
  | { readonly kind: 'bad-overlay'; readonly position: Position; readonly reason: string }
  /** Attributes whose names cannot be known without evaluating them; `found` as in `opaque-group`. */
  | { readonly kind: 'opaque-overlay'; readonly position: Position; readonly found: string };

import { pathText, type AttributePath } from '../../names/attribute-path';
import type { Place } from '../../problems/problem';

/** One file of a layer; or all packages of the repo, which form one overlay. */
export type LayerEntry = ChannelEntry | FallbackEntry | PackagesEntry | OverlayEntry | FlakeEntry;

interface FileOfLayer {
  /** Path from the repo's folder; for the layer of packages, which has many files, its name. */
  readonly file: string;
}

/**
 * `channels/<name>.json`: another package set as an attribute with that name, evaluated only when
 * it is used. Either from outside (`url`), or the base or another channel with patches (`of`).
 */
export interface ChannelEntry extends FileOfLayer {
  readonly layer: 'channels';
  readonly name: string;
  /** A path from the repo's folder (it begins with `.` or `/`), or a flake reference. */
  readonly url?: string;
  /** `base`, or the name of a channel. */
  readonly of?: string;
  /** Patch files, from the repo's folder. */
  readonly patches: readonly string[];
}

/** `fallbacks/<attribute>.json`: takes a package from a channel instead of the set below. */
export interface FallbackEntry extends FileOfLayer {
  readonly layer: 'fallbacks';
  readonly attribute: string;
  /** Each system uses the first choice that applies to it. */
  readonly choices: readonly FallbackChoice[];
}

/** The channel of a fallback, for some systems or for all. */
export interface FallbackChoice {
  readonly channel: string;
  /** Systems (`aarch64-darwin`) or kernels (`darwin`); absent for all systems. */
  readonly systems?: readonly string[];
  readonly reason: string;
  readonly link: string;
}

/** The packages of an overlay repo, as one layer. */
export interface PackagesEntry extends FileOfLayer {
  readonly layer: 'packages';
}

/** `overrides/<name>.nix`: an overlay that is read statically. */
export interface OverlayEntry extends FileOfLayer {
  readonly layer: 'overrides';
  /** The file begins with `{ lib, ... }:`, before `final: prev:`. */
  readonly hasHead: boolean;
  /** The top-level attributes that it sets, sorted. */
  readonly attributes: readonly {
    readonly name: string;
    /** Set only under a condition. */
    readonly isConditional?: true;
  }[];
  /** What it sets, by attribute path; also in sets that it does not name (`python3Packages`). */
  readonly sets: readonly OverlaySetting[];
}

/** A setting: the value that an overlay gives an attribute path, with its references. */
export interface OverlaySetting {
  readonly path: AttributePath;
  readonly isConditional?: true;
  /** References to the finished set. */
  readonly final: readonly SettingReference[];
  /** References to the set below the layer. */
  readonly previous: readonly SettingReference[];
  /**
   * Paths that the whole value is computed from; if they lead back to it, Nix recurses endlessly.
   */
  readonly head: {
    readonly final: readonly AttributePath[];
    readonly previous: readonly AttributePath[];
  };
  /** Present if the value extends the set at the path: then only these members change. */
  readonly members?: readonly OverlaySetting[];
}

/** A reference of a setting to the finished set or to the set below. */
export interface SettingReference {
  readonly path: AttributePath;
  /** See `LocatedReference`. */
  readonly from?: AttributePath;
  readonly isOptional: boolean;
}

/** `flakes/<name>.json`: the overlay of a flake outside of the workspace. */
export interface FlakeEntry extends FileOfLayer {
  readonly layer: 'flakes';
  readonly name: string;
  /** A path, from the repo's folder, or a flake reference. */
  readonly url: string;
  /** The name of the overlay among the flake's `overlays`. */
  readonly overlay: string;
  /** Inputs of the flake that follow `base`, `lib`, a channel or another flake of the registry. */
  readonly follows: Readonly<Record<string, string>>;
  /** The attributes taken from it; absent for all, whose names are known only after evaluation. */
  readonly sets?: readonly string[];
}

/** Where a channel or a flake is taken from; undefined for all others, and one made of another. */
export function urlOf(entry: LayerEntry): string | undefined {
  return entry.layer === 'channels' || entry.layer === 'flakes' ? entry.url : undefined;
}

/** An entry, with the places of its parts. */
export interface LocatedEntry {
  readonly entry: LayerEntry;
  /** By keys of `placeKey`; a missing key means the beginning of the file. */
  readonly places: Readonly<Record<string, Place>>;
}

/** Makes the keys of `LocatedEntry.places`: of JSON fields, settings and references. */
export const placeKey = {
  field: (...path: readonly (string | number)[]): string => path.join('.'),
  setting: (path: AttributePath): string => `sets.${pathText(path)}`,
  reference: (
    path: AttributePath,
    side: 'final' | 'previous' | 'head.final' | 'head.previous',
    index: number,
  ): string => `sets.${pathText(path)} ${side} ${index}`,
};

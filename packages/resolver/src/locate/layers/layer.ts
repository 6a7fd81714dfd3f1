import { pathText, type AttributePath } from '../../names/attribute-path';
import type { Place } from '../../problems/problem';
/** One file of a layer, or all packages of the repo, which are one overlay. */
export type LayerEntry = ChannelEntry | FallbackEntry | PackagesEntry | OverlayEntry | FlakeEntry;

interface FileOfLayer {
  /** From the repo's folder; of its packages, which have many, what the layer is called. */
  readonly file: string;
}

/**
 * `channels/<name>.json`: another package set as an attribute of that name, evaluated when it is
 * used. Either somewhere else (`url`), or one that is known with patches applied (`of`).
 */
export interface ChannelEntry extends FileOfLayer {
  readonly layer: 'channels';
  readonly name: string;
  /** A path (it begins with `.` or `/`), from the repo's folder, or a flake reference. */
  readonly url?: string;
  /** `base`, or the name of a channel. */
  readonly of?: string;
  /** Patch files, from the repo's folder. */
  readonly patches: readonly string[];
}

/** `fallbacks/<attribute>.json`: a package from a channel, where the one at hand does not do. */
export interface FallbackEntry extends FileOfLayer {
  readonly layer: 'fallbacks';
  readonly attribute: string;
  /** The first that is for a system is taken there. */
  readonly choices: readonly FallbackChoice[];
}

export interface FallbackChoice {
  readonly channel: string;
  /** `aarch64-darwin`, or a kernel alone, `darwin`; absent for all systems. */
  readonly systems?: readonly string[];
  readonly reason: string;
  readonly link: string;
}

/** The repo's own packages. */
export interface PackagesEntry extends FileOfLayer {
  readonly layer: 'packages';
}

/** `overrides/<name>.nix`: an overlay, read statically. */
export interface OverlayEntry extends FileOfLayer {
  readonly layer: 'overrides';
  /** It begins with `{ lib, ... }:`, before `final: prev:`. */
  readonly hasHead: boolean;
  /** The attributes it sets, sorted. */
  readonly attributes: readonly {
    readonly name: string;
    /** Only under some condition. */
    readonly isConditional?: true;
  }[];
  /** What it makes of them, and of sets that it does not name: all Pythons' modules. */
  readonly sets: readonly OverlaySetting[];
}

/** What an overlay makes of an attribute path. */
export interface OverlaySetting {
  readonly path: AttributePath;
  readonly isConditional?: true;
  /** What it takes from the finished set. */
  readonly final: readonly SettingReference[];
  /** What it takes from the set below. */
  readonly previous: readonly SettingReference[];
  /** What it is computed from as a whole: to be led back to itself that way is to loop. */
  readonly head: {
    readonly final: readonly AttributePath[];
    readonly previous: readonly AttributePath[];
  };
  /** All that it changes, where the attribute is a set and only these members are put into it. */
  readonly members?: readonly OverlaySetting[];
}

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
  /** Which of the flake's `overlays`. */
  readonly overlay: string;
  /** Inputs of the flake that are to be one of ours: the base, the lib, a channel, another flake. */
  readonly follows: Readonly<Record<string, string>>;
  /** The attributes that are taken from it; absent for all, which nobody knows before evaluation. */
  readonly sets?: readonly string[];
}

/** An entry, and where what it says stands. */
export interface LocatedEntry {
  readonly entry: LayerEntry;
  /** By what it is about: see `settingPlace` and the like; the file's beginning where it is not there. */
  readonly places: Readonly<Record<string, Place>>;
}

/** The keys of `places`. */
export const placeKey = {
  field: (...path: readonly (string | number)[]): string => path.join('.'),
  setting: (path: AttributePath): string => `sets.${pathText(path)}`,
  reference: (
    path: AttributePath,
    side: 'final' | 'previous' | 'head.final' | 'head.previous',
    index: number,
  ): string => `sets.${pathText(path)} ${side} ${index}`,
};

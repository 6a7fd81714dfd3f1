import type {
  Reference,
  OverlayFile,
  OverlayUses,
  OverlayValue,
  PackageCall,
} from '@nx-nix/lambdas';
import { compareNames, pathText, type AttributePath } from '../../names/attribute-path';
import type { Place } from '../../problems/problem';
import type { OverlayEntry } from './layer';
import type { LocatedReference } from './located-reference';

/** The content of an overlay file, with places. */
export interface LocatedOverlay extends Pick<OverlayEntry, 'hasHead' | 'attributes'> {
  readonly sets: readonly LocatedSetting[];
}

/** A setting (see `OverlaySetting`), with the places of itself and its references. */
export interface LocatedSetting {
  readonly path: AttributePath;
  readonly place: Place;
  readonly isConditional: boolean;
  readonly final: readonly LocatedReference[];
  readonly previous: readonly LocatedReference[];
  readonly head: {
    readonly final: readonly LocatedReference[];
    readonly previous: readonly LocatedReference[];
  };
  /** See `OverlaySetting`. */
  readonly members?: readonly LocatedSetting[];
}

/** Functions that depend on the path of the overlay file. */
export interface OverlayPlaces {
  readonly placeOf: (position: Reference['position']) => Place;
  /** What the file uses that a call of `callPackage` calls. */
  readonly usesOfCall: (call: PackageCall) => readonly LocatedReference[];
}

/** The attribute of nixpkgs through which overlays add modules to every Python. */
export const PYTHON_EXTENSIONS = 'pythonPackagesExtensions';

/** An overlay that is in one file; `hasHead` says how the file is called, if it is an entry. */
type OwnOverlay = Pick<OverlayFile, 'sets' | 'names'> & Partial<Pick<OverlayFile, 'hasHead'>>;

/** Converts the reading of an overlay to settings with places. */
export function locatedOverlay(file: OwnOverlay, places: OverlayPlaces): LocatedOverlay {
  const setting = (path: AttributePath, value: OverlayValue): LocatedSetting =>
    settingOf(path, value, file, places);
  const sets = file.sets.flatMap((attribute): readonly LocatedSetting[] => {
    const { name, members } = attribute;
    const own = setting([name], attribute);
    if (!members?.isExtension) {
      // Unreadable extensions may change any module, so the references count for the whole set.
      return name === PYTHON_EXTENSIONS ? [own, setting(['python3Packages'], attribute)] : [own];
    }
    const byPath = new Map<string, LocatedSetting>();
    for (const member of members.members) {
      const next = setting(member.path, member);
      const key = pathText(member.path);
      const known = byPath.get(key);
      byPath.set(key, known ? joined(known, next) : next);
    }
    return [{ ...own, members: [...byPath.values()] }];
  });
  return {
    hasHead: file.hasHead ?? false,
    attributes: file.sets
      .map(({ name, isConditional }) => ({
        name,
        ...(isConditional && { isConditional: true as const }),
      }))
      .sort((a, b) => compareNames(a.name, b.name)),
    sets,
  };
}

function settingOf(
  path: AttributePath,
  { position, isConditional, head, ...uses }: OverlayValue,
  { names }: OwnOverlay,
  places: OverlayPlaces,
): LocatedSetting {
  const located = (references: OverlayUses['final'], isSure = true): readonly LocatedReference[] =>
    references.map((reference) => ({
      path: reference.path,
      from: [],
      place: places.placeOf(reference.position),
      isOptional: (reference.isUncertain ?? false) || !isSure,
    }));
  return {
    path,
    place: places.placeOf(position),
    isConditional,
    final: [
      ...located(uses.final),
      ...uses.calls.flatMap((call) =>
        places.usesOfCall(call).map((used) => ({ from: call.from ?? [], ...used })),
      ),
    ],
    // A condition is a part of the value: it decides whether the attribute exists.
    previous: [...located(uses.previous), ...(isConditional ? located(names.previous, false) : [])],
    head: { final: located(head.final), previous: located(head.previous) },
  };
}

/** Joins two settings of the same member. */
function joined(first: LocatedSetting, other: LocatedSetting): LocatedSetting {
  return {
    ...first,
    isConditional: first.isConditional && other.isConditional,
    final: [...first.final, ...other.final],
    previous: [...first.previous, ...other.previous],
    head: {
      final: [...first.head.final, ...other.head.final],
      previous: [...first.head.previous, ...other.head.previous],
    },
  };
}

import type {
  Reference,
  OverlayFile,
  OverlayUses,
  OverlayValue,
  PackageCall,
} from '@nx-nix/lambdas';
import { compareNames, pathText, type AttributePath } from '../../names/attribute-path';
import type { Place } from '../../problems/problem';
import type { LocatedReference } from '../located';
import type { OverlayEntry } from './layer';

/** What an overlay's file says, with the places of all of it. */
export interface LocatedOverlay extends Pick<OverlayEntry, 'hasHead' | 'attributes'> {
  readonly sets: readonly LocatedSetting[];
}

/** What an overlay makes of an attribute path. */
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

/** What is known of the file's surroundings. */
export interface OverlayPlaces {
  readonly placeOf: (position: Reference['position']) => Place;
  /** What the file asks for that is handed to `callPackage`. */
  readonly formalsOfCall: (call: PackageCall) => readonly LocatedReference[];
}

/** Under this attribute overlays put modules into every Python. */
export const PYTHON_EXTENSIONS = 'pythonPackagesExtensions';

/** An overlay as attribute paths that it makes something of, each with what that takes. */
export function locatedOverlay(file: OverlayFile, around: OverlayPlaces): LocatedOverlay {
  const setting = (path: AttributePath, value: OverlayValue): LocatedSetting =>
    settingOf(path, value, file, around);
  const sets = file.sets.flatMap((attribute): readonly LocatedSetting[] => {
    const { name, members } = attribute;
    const own = setting([name], attribute);
    if (!members?.isExtension) {
      // What is put into all Pythons, and into which of their modules, nobody sees.
      return name === PYTHON_EXTENSIONS ? [own, setting(['python3Packages'], attribute)] : [own];
    }
    const byPath = new Map<string, LocatedSetting>();
    for (const member of members.members) {
      const next = setting(member.path, member);
      const key = pathText(member.path);
      const known = byPath.get(key);
      byPath.set(key, known ? both(known, next) : next);
    }
    return [{ ...own, members: [...byPath.values()] }];
  });
  return {
    hasHead: file.hasHead,
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
  { names }: OverlayFile,
  around: OverlayPlaces,
): LocatedSetting {
  const located = (references: OverlayUses['final'], isSure = true): readonly LocatedReference[] =>
    references.map((reference) => ({
      path: reference.path,
      from: [],
      place: around.placeOf(reference.position),
      isOptional: (reference.isUncertain ?? false) || !isSure,
    }));
  return {
    path,
    place: around.placeOf(position),
    isConditional,
    final: [
      ...located(uses.final),
      ...uses.calls.flatMap((call) =>
        around.formalsOfCall(call).map((formal) => ({ ...formal, from: call.from ?? [] })),
      ),
    ],
    // What decides whether it is there is a part of it.
    previous: [...located(uses.previous), ...(isConditional ? located(names.previous, false) : [])],
    head: { final: located(head.final), previous: located(head.previous) },
  };
}

/** Said twice of one member. */
function both(one: LocatedSetting, other: LocatedSetting): LocatedSetting {
  return {
    ...one,
    isConditional: one.isConditional && other.isConditional,
    final: [...one.final, ...other.final],
    previous: [...one.previous, ...other.previous],
    head: {
      final: [...one.head.final, ...other.head.final],
      previous: [...one.head.previous, ...other.head.previous],
    },
  };
}

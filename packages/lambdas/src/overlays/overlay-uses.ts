import type { Forced } from '../scopes/forcing';
import { isRooted, roots } from '../scopes/overlay-roots';
import type { OverlayUses } from '../model/overlay';
import { comparePositions } from '../syntax/position';
import type { MemberExpression, Reference, PackageCall } from '../model/reading';

/** Uses whose paths begin with the root of their set, because they are of more than one set. */
export interface RootedUses extends MemberExpression {
  /** What Nix certainly evaluates to know the type of the value. */
  readonly head: readonly Forced[];
}

/** No references, calls and head. */
export const noUses: RootedUses = { references: [], calls: [], head: [] };

/** The uses of several expressions, joined. */
export function together(all: readonly RootedUses[]): RootedUses {
  return {
    references: all.flatMap(({ references }) => references),
    calls: all.flatMap(({ calls }) => calls),
    head: all.flatMap(({ head }) => head),
  };
}

/**
 * Separates uses into those of `final` and of `prev`, in text order, without roots and duplicates.
 */
export function usesOf({ references, calls }: Omit<RootedUses, 'head'>): OverlayUses {
  return {
    ...referencesOf(references),
    calls: unique(calls, ({ position }) => position).map(callOf),
  };
}

/**
 * The forced paths whose value is evaluated; not those where only the set is searched for a name.
 */
export function headOf(head: readonly Forced[]): Pick<OverlayUses, 'final' | 'previous'> {
  const evaluated = head
    .filter(({ depth }) => depth > 1)
    .map(({ path, depth, position }) => ({ path: path.slice(0, depth), position }));
  return referencesOf(evaluated);
}

/**
 * Separates references into those of `final` and of `prev`. NOTE: a path without root, from under
 * many `with`s, may be of either set and so counts for both.
 */
export function referencesOf(
  references: readonly Reference[],
): Pick<OverlayUses, 'final' | 'previous'> {
  const of = (root: string): Reference[] => {
    const own = references.filter(({ path }) => path[0] === root || !isRooted(path));
    return unique(
      own.map((reference) => ({
        ...reference,
        path: isRooted(reference.path) ? reference.path.slice(1) : [],
      })),
      ({ path }) => path,
    );
  };
  return { final: of(roots.final), previous: of(roots.previous) };
}

function callOf({ from = [], ...call }: PackageCall): PackageCall {
  const set = isRooted(from) ? from.slice(1) : from;
  return { ...call, ...(set.length > 0 && { from: set }) };
}

/** One item for each key: a certain one, else the first in the text. */
function unique<T extends Reference | PackageCall>(
  all: readonly T[],
  key: (item: T) => unknown,
): T[] {
  const isUncertain = (item: T): boolean => 'isUncertain' in item && item.isUncertain === true;
  const sorted = [...all].sort((a, b) => comparePositions(a.position, b.position));
  const known = new Map<string, T>();
  for (const item of sorted) {
    const name = JSON.stringify(key(item));
    const before = known.get(name);
    if (!before || (isUncertain(before) && !isUncertain(item))) known.set(name, item);
  }
  return [...known.values()].sort((a, b) => comparePositions(a.position, b.position));
}

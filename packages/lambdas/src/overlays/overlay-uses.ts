import type { Forced } from '../scopes/forcing';
import { isRooted, roots } from '../scopes/overlay-roots';
import type { OverlayUses } from '../model/overlay';
import { comparePositions } from '../syntax/position';
import type { MemberExpression, Reference, PackageCall } from '../model/reading';

/** Paths of more than one set, told apart by their first name. */
export interface RootedUses extends MemberExpression {
  readonly head: readonly Forced[];
}

export const noUses: RootedUses = { references: [], calls: [], head: [] };

/** What all of these lean on. */
export function together(all: readonly RootedUses[]): RootedUses {
  return {
    references: all.flatMap(({ references }) => references),
    calls: all.flatMap(({ calls }) => calls),
    head: all.flatMap(({ head }) => head),
  };
}

/** What is of `final` and what of `prev`, in the order of the text, without duplicates. */
export function usesOf({ references, calls }: Omit<RootedUses, 'head'>): OverlayUses {
  return {
    ...referencesOf(references),
    calls: unique(calls, ({ position }) => position).map(callOf),
  };
}

/** Of what is forced, that which is evaluated itself, not only looked into for a name. */
export function headOf(head: readonly Forced[]): Pick<OverlayUses, 'final' | 'previous'> {
  const evaluated = head
    .filter(({ depth }) => depth > 1)
    .map(({ path, depth, position }) => ({ path: path.slice(0, depth), position }));
  return referencesOf(evaluated);
}

/** NOTE: what has lost its root, behind many `with`s, is of either. */
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

/** Of two with the same key the one that is certain, else the first in the text. */
function unique<T extends Reference | PackageCall>(
  all: readonly T[],
  key: (one: T) => unknown,
): T[] {
  const isUncertain = (one: T): boolean => 'isUncertain' in one && one.isUncertain === true;
  const sorted = [...all].sort((a, b) => comparePositions(a.position, b.position));
  const known = new Map<string, T>();
  for (const one of sorted) {
    const name = JSON.stringify(key(one));
    const before = known.get(name);
    if (!before || (isUncertain(before) && !isUncertain(one))) known.set(name, one);
  }
  return [...known.values()].sort((a, b) => comparePositions(a.position, b.position));
}

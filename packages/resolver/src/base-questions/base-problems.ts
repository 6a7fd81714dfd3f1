import { attributeName, pathText } from '../names/attribute-path';
import type { Resolution } from '../locate/resolution';
import type { Places } from '../locate/places';
import { BaseNameThrows } from '../problems/base-name-throws';
import { NotAScope } from '../problems/not-a-scope';
import { sortProblems, type Problem } from '../problems/problem';
import { baseSetAt, type BaseFacts, type BaseSetKind } from '../base/base-facts';
import type { Wiring } from '../wire/wired';

/** What is wrong between the repos and the base they stand on. */
export function baseProblems(
  facts: BaseFacts,
  resolutions: readonly Resolution[],
  wiring: Pick<Wiring, 'packages'>,
  places: Places,
): readonly Problem[] {
  return sortProblems([
    ...resolutions.flatMap((resolution) => [
      ...scopesThatAreNone(facts, resolution, places),
      ...setsThatAreNone(facts, resolution, places),
    ]),
    ...thrownNames(facts, resolutions, wiring, places),
  ]);
}

/** What members can be put into, or what gives way to them. */
const IS_A_SCOPE: ReadonlySet<BaseSetKind> = new Set(['scope', 'extensible', 'python', 'missing']);

function scopesThatAreNone(
  facts: BaseFacts,
  resolution: Resolution,
  places: Places,
): readonly Problem[] {
  return (resolution.config.scopes ?? []).flatMap((scope) => {
    const path = scope.split('.');
    const set = baseSetAt(facts, path);
    if (!set || IS_A_SCOPE.has(set.kind)) return [];
    return [new NotAScope(places.ofScope(resolution, scope), pathText(path), FOUND[set.kind])];
  });
}

/** Told once for each set, of the first package in it. */
function setsThatAreNone(
  facts: BaseFacts,
  resolution: Resolution,
  places: Places,
): readonly Problem[] {
  const told = new Set<string>();
  return resolution.packages.flatMap(({ path }, index) => {
    for (let depth = 1; depth < path.length; depth++) {
      const set = baseSetAt(facts, path.slice(0, depth));
      if (!set || (set.kind !== 'package' && set.kind !== 'other')) continue;
      const key = pathText(set.path);
      if (told.has(key)) return [];
      told.add(key);
      const place = places.ofPackage(resolution, index);
      return [new NotAScope(place, key, FOUND[set.kind], pathText(path))];
    }
    return [];
  });
}

const FOUND: Readonly<Record<BaseSetKind, string>> = {
  scope: 'a scope',
  extensible: 'a scope',
  python: 'a scope',
  plain: 'a plain set',
  package: 'a package',
  other: 'no set',
  missing: 'nothing',
};

/**
 * Formals without a default whose name the base throws on for every system: on the others, the
 * package is not there, as it is in the base. Of a package that the base has too nothing is said: it
 * is as it was there, where it may well never come to use that name.
 */
function thrownNames(
  facts: BaseFacts,
  resolutions: readonly Resolution[],
  { packages }: Pick<Wiring, 'packages'>,
  places: Places,
): readonly Problem[] {
  const thrown = new Map(
    facts.errors
      .filter((error) => error.systems.length === facts.systems.length)
      .map(({ path, message }) => [pathText(path), message]),
  );
  if (thrown.size === 0) return [];
  const wired = new Map(packages.map((pkg) => [pkg.key, pkg]));
  return resolutions.flatMap((resolution) =>
    resolution.packages.flatMap(({ path, formals }, index) => {
      if (baseSetAt(facts, path.slice(0, -1))?.names.includes(path[path.length - 1]!)) return [];
      const key = pathText(path);
      const edges = wired.get(key)?.edges ?? [];
      return formals.flatMap(({ name, hasDefault }) => {
        const text = attributeName(name);
        const edge = edges.find(({ by, kind, isFromBody }) => {
          return kind === 'base' && by === text && !isFromBody;
        });
        const said = edge && thrown.get(edge.to);
        if (hasDefault || said === undefined) return [];
        const place = places.ofFormal(resolution, index, [name]);
        return [new BaseNameThrows(place, edge!.to, key, said)];
      });
    }),
  );
}

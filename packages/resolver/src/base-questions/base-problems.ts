import { attributeName, pathText } from '../names/attribute-path';
import type { Resolution } from '../locate/resolution';
import type { Places } from '../locate/places';
import { BaseNameThrows } from '../problems/base-name-throws';
import { NotAScope } from '../problems/not-a-scope';
import { sortProblems, type Problem } from '../problems/problem';
import { baseSetAt, hasAttribute, type BaseFacts, type BaseSetKind } from '../base/base-facts';
import type { Wiring } from '../wire/wired';

/**
 * The problems between the repos and their base: scopes and sets of the repos that are none in the
 * base (`NotAScope`), and names of the base that throw (`BaseNameThrows`); sorted.
 */
export function baseProblems(
  facts: BaseFacts,
  resolutions: readonly Resolution[],
  wiring: Pick<Wiring, 'packages'>,
  places: Places,
): readonly Problem[] {
  return sortProblems([
    ...resolutions.flatMap((resolution) => [
      ...wrongScopes(facts, resolution, places),
      ...wrongSets(facts, resolution, places),
    ]),
    ...thrownNames(facts, resolutions, wiring, places),
  ]);
}

/** Kinds that can take members; a missing set is created. */
const IS_A_SCOPE: ReadonlySet<BaseSetKind> = new Set(['scope', 'extensible', 'python', 'missing']);

function wrongScopes(facts: BaseFacts, resolution: Resolution, places: Places): readonly Problem[] {
  return (resolution.config.scopes ?? []).flatMap((scope) => {
    const path = scope.split('.');
    const set = baseSetAt(facts, path);
    if (!set || IS_A_SCOPE.has(set.kind)) return [];
    return [new NotAScope(places.ofScope(resolution, scope), pathText(path), FOUND[set.kind])];
  });
}

/** One problem for each set, at its first package. */
function wrongSets(facts: BaseFacts, resolution: Resolution, places: Places): readonly Problem[] {
  const reported = new Set<string>();
  return resolution.packages.flatMap(({ path }, index) => {
    for (let depth = 1; depth < path.length; depth++) {
      const set = baseSetAt(facts, path.slice(0, depth));
      if (!set || (set.kind !== 'package' && set.kind !== 'other')) continue;
      const key = pathText(set.path);
      if (reported.has(key)) return [];
      reported.add(key);
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
 * Formals without default whose name throws in the base on every system. A name that throws on some
 * systems is no problem: there the package is missing, as it would be in the base. Packages that
 * the base has, too, are left out: they may have the same formal there without ever evaluating it.
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
      if (hasAttribute(facts, path)) return [];
      const key = pathText(path);
      const edges = wired.get(key)?.edges ?? [];
      return formals.flatMap(({ name, hasDefault }) => {
        const text = attributeName(name);
        const edge = edges.find(({ by, kind, isFromBody }) => {
          return kind === 'base' && by === text && !isFromBody;
        });
        const message = edge && thrown.get(edge.to);
        if (hasDefault || message === undefined) return [];
        const place = places.ofFormal(resolution, index, [name]);
        return [new BaseNameThrows(place, edge!.to, key, message)];
      });
    }),
  );
}

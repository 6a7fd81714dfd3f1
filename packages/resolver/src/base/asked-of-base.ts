import { hash } from 'node:crypto';
import {
  comparePaths,
  compareNames,
  parsePath,
  pathText,
  type AttributePath,
} from '../attribute-path';
import type { Resolution } from '../locate/resolution';
import type { Wiring } from '../wire/wiring';
import type { BaseFacts } from './base-facts';

/** A set that the base is asked about. */
export interface AskedSet {
  readonly path: AttributePath;
  /** What the repos' packages in and below it ask for; sorted. */
  readonly formals: readonly string[];
}

/** Top level and each set that repos have packages in, sorted by path. */
export function askedSets(resolutions: readonly Resolution[]): readonly AskedSet[] {
  const sets = new Map<string, { path: AttributePath; formals: Set<string> }>();
  const setAt = (path: AttributePath): Set<string> => {
    const key = pathText(path);
    const set = sets.get(key) ?? { path, formals: new Set() };
    sets.set(key, set);
    return set.formals;
  };
  setAt([]);
  for (const { path, formals } of resolutions.flatMap(({ packages }) => packages)) {
    for (let depth = 0; depth < path.length; depth++) {
      const asked = setAt(path.slice(0, depth));
      for (const { name } of formals) asked.add(name);
    }
  }
  return [...sets.values()]
    .map(({ path, formals }) => ({ path, formals: [...formals].sort(compareNames) }))
    .sort((a, b) => comparePaths(a.path, b.path));
}

/** What packages of the repos ask for and the base has, sorted. */
export function baseNamesInUse({ packages }: Wiring): readonly AttributePath[] {
  const edges = packages.flatMap((pkg) => pkg.edges.filter(({ kind }) => kind === 'base'));
  return [...new Set(edges.map(({ to }) => to))].map((text) => parsePath(text)!).sort(comparePaths);
}

/** The packages of repos that the base has too, under the same path; sorted. */
export function replacedPaths(
  { sets }: Pick<BaseFacts, 'sets'>,
  resolutions: readonly Resolution[],
): readonly AttributePath[] {
  const names = new Map(sets.map((set) => [pathText(set.path), new Set(set.names)]));
  return resolutions
    .flatMap(({ packages }) => packages.map(({ path }) => path))
    .filter((path) => names.get(pathText(path.slice(0, -1)))?.has(path[path.length - 1]!))
    .sort(comparePaths);
}

/** Tells one list from another, in a few letters. */
export function listHash(list: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(list), 'hex').slice(0, 16);
}

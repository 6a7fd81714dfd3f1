import { hash } from 'node:crypto';
import {
  comparePaths,
  compareNames,
  parsePath,
  pathText,
  type AttributePath,
} from '../names/attribute-path';
import { PYTHON_EXTENSIONS } from '../locate/layers/located-overlay';
import type { LayerEntry } from '../locate/layers/layer';
import type { Resolution } from '../locate/resolution';
import { baseSetAt, isSetKind, type BaseFacts } from '../base/base-facts';
import type { Wiring } from '../wire/wired';

/** A set of the base that Nix has to be asked about. */
export interface AskedSet {
  readonly path: AttributePath;
  /** Names of the formals of the repos' packages in the set and below it; sorted. */
  readonly formals: readonly string[];
}

/** The top level, and every set to which a repo adds packages or members; sorted by path. */
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
      const names = setAt(path.slice(0, depth));
      for (const { name } of formals) names.add(name);
    }
  }
  // An overlay may add members to any value: Nix has to say whether that is a set.
  for (const entry of resolutions.flatMap(({ layers = [] }) => layers)) {
    if (entry.layer !== 'overrides') continue;
    for (const { path, members } of entry.sets) {
      if (members && path[0] !== PYTHON_EXTENSIONS) setAt(path);
      for (const member of members ?? []) setAt(member.path.slice(0, -1));
    }
  }
  return [...sets.values()]
    .map(({ path, formals }) => ({ path, formals: [...formals].sort(compareNames) }))
    .sort((a, b) => comparePaths(a.path, b.path));
}

/** The paths of the base that packages and layers of the repos use (base edges); sorted. */
export function baseNamesInUse({
  packages,
  layers,
}: Pick<Wiring, 'packages' | 'layers'>): readonly AttributePath[] {
  const settings = layers.flatMap((layer) => layer.settings);
  const edges = [...packages, ...settings].flatMap((source) =>
    source.edges.filter(({ kind }) => kind === 'base'),
  );
  return [...new Set(edges.map(({ to }) => to))].map((text) => parsePath(text)!).sort(comparePaths);
}

/** The paths that repos and layers set and that the base has, too; sorted. */
export function replacedPaths(
  { sets }: Pick<BaseFacts, 'sets'>,
  resolutions: readonly Resolution[],
): readonly AttributePath[] {
  const names = new Map(sets.map((set) => [pathText(set.path), new Set(set.names)]));
  const paths = resolutions.flatMap(({ packages, layers = [] }) => [
    ...packages.map(({ path }) => path),
    ...layers.flatMap((entry) => pathsMade(entry, { sets })),
  ]);
  return [...new Map(paths.map((path) => [pathText(path), path])).values()]
    .filter((path) => names.get(pathText(path.slice(0, -1)))?.has(path[path.length - 1]!))
    .sort(comparePaths);
}

/**
 * The paths that a layer sets and that may replace a name of the base. A channel has none: it is
 * a separate package set, and nothing in the base is made of it.
 */
function pathsMade(entry: LayerEntry, facts: Pick<BaseFacts, 'sets'>): readonly AttributePath[] {
  switch (entry.layer) {
    case 'fallbacks':
      return [[entry.attribute]];
    case 'overrides':
      // Members of a set replace only themselves; members of a package replace the package.
      return entry.sets.flatMap(({ path, members }) => {
        const isInSet = path[0] === PYTHON_EXTENSIONS || isSetKind(baseSetAt(facts, path)?.kind);
        return members && isInSet ? members.map((member) => member.path) : [path];
      });
    case 'flakes':
      return (entry.sets ?? []).map((name) => [name]);
    case 'channels':
    case 'packages':
      return [];
  }
}

/** A short hash of a list (16 hex digits), to see whether the list has changed. */
export function listHash(list: readonly unknown[]): string {
  return hash('sha256', JSON.stringify(list), 'hex').slice(0, 16);
}

import type { Formal, Position } from '@nx-nix/lambdas';
import { comparePaths, pathText, type AttributePath } from '../names/attribute-path';
import { problemJson, sortProblems } from '../problems/problem';
import type { LayerEntry } from './layers/layer';
import type { LocatedPackage, LocatedRepo } from './located';
import type { Place } from '../problems/problem';
import type { RepoConfig, RepoKind } from '../repo/repo-config';
import type { Repo } from '../repo/repo';

/** Raised with each change of the files' format; later tasks reject another format. */
export const RESOLUTION_FORMAT = 5;

/**
 * The file that the target `resolve` writes for one repo (`resolution.json`): its packages, formals
 * and references. It has no positions and no paths of the machine, so that a comment that moves
 * lines does not change it.
 */
export interface Resolution {
  readonly format: number;
  readonly repo: string;
  readonly root: string;
  readonly kind: RepoKind;
  readonly config: RepoConfig;
  readonly layout?: string;
  readonly groupFormals: readonly string[];
  /** Paths of the sets with `recurseForDerivations`, sorted. */
  readonly marks?: readonly AttributePath[];
  /** Sorted by path. */
  readonly packages: readonly ReadPackage[];
  /** Only in an overlay repo: the files of its layers, in the order in which they are applied. */
  readonly layers?: readonly LayerEntry[];
  /** Codes and messages of the problems; their places are in the positions. */
  readonly problems: readonly { readonly code: string; readonly message: string }[];
}

/** A package in a resolution; see `LocatedPackage`. */
export interface ReadPackage {
  readonly path: AttributePath;
  /** Path from the repo's folder. */
  readonly file: string;
  readonly kind: 'lambda' | 'expression';
  readonly sets: number;
  /** See `LocatedPackage`. */
  readonly isNur?: true;
  readonly formals: readonly ReadFormal[];
  readonly references: readonly ReadReference[];
  readonly isBroken: boolean;
}

/** A reference in a resolution; see `LocatedReference`. */
export interface ReadReference {
  readonly path: AttributePath;
  /** See `LocatedReference`. */
  readonly from?: AttributePath;
  readonly isOptional: boolean;
}

/** A formal in a resolution. */
export interface ReadFormal {
  readonly name: string;
  readonly hasDefault: boolean;
  /** The leaves of a shape, as paths below the formal's name. */
  readonly shape?: readonly AttributePath[];
  /** The members that the body uses; see `Selects` of lambdas. */
  readonly selects?: { readonly members: readonly ReadReference[]; readonly isAll: boolean };
}

// Why: docs/decisions/caching-and-hashing.md#positions-lie-in-a-file-of-their-own
/**
 * `positions.json`: the places of everything in a resolution, for messages; no input of any task.
 */
export interface Positions {
  readonly format: number;
  readonly repo: string;
  /** In the order of the resolution's packages. */
  readonly packages: readonly PackagePositions[];
  /** In the order of the resolution's layers; see `LocatedEntry`. */
  readonly layers?: readonly Readonly<Record<string, Place>>[];
  /** Positions of the scopes in the repo's `nix-repo.json`. */
  readonly scopes: Readonly<Record<string, Position>>;
  readonly problems: readonly unknown[];
}

/** The positions of one package. */
export interface PackagePositions {
  readonly path: string;
  readonly file: string;
  readonly position: Position;
  readonly formalsFile: string;
  /** By formal (`phase0`), and by formal and member of its shape (`phase0.stdenv`). */
  readonly formals: Readonly<Record<string, Position>>;
  readonly references: readonly { readonly file: string; readonly position: Position }[];
}

/** Separates a located repo into the resolution, the input of later tasks, and the positions. */
export function resolutionOf(located: LocatedRepo): {
  readonly resolution: Resolution;
  readonly positions: Positions;
} {
  const { repo } = located;
  const packages = [...located.packages].sort((a, b) => comparePaths(a.path, b.path));
  const problems = sortProblems(located.problems);
  return {
    resolution: {
      format: RESOLUTION_FORMAT,
      repo: repo.name,
      root: repo.root,
      kind: repo.kind,
      config: repo.config,
      ...(located.layout ? { layout: located.layout } : {}),
      groupFormals: [...located.groupFormals].sort(),
      ...(located.marks?.length ? { marks: [...located.marks].sort(comparePaths) } : {}),
      packages: packages.map((pkg) => withoutPlaces(pkg, repo)),
      ...(located.layers && { layers: located.layers.map(({ entry }) => entry) }),
      problems: problems.map(({ code, message }) => ({ code, message })),
    },
    positions: {
      format: RESOLUTION_FORMAT,
      repo: repo.name,
      packages: packages.map(packagePositions),
      ...(located.layers && { layers: located.layers.map(({ places }) => places) }),
      scopes: repo.scopePositions ?? {},
      problems: problems.map(problemJson),
    },
  };
}

function withoutPlaces(pkg: LocatedPackage, repo: Repo): ReadPackage {
  return {
    path: pkg.path,
    file: pkg.place.file.slice(repo.root.length + 1),
    kind: pkg.kind,
    sets: pkg.sets,
    ...(pkg.isNur ? { isNur: true } : {}),
    formals: pkg.formals.map((formal) => ({
      name: formal.name,
      hasDefault: formal.hasDefault,
      ...(formal.shape ? { shape: leaves(formal).map((leaf) => leaf.path) } : {}),
      ...(formal.selects ? { selects: selectsWithoutPlaces(formal.selects) } : {}),
    })),
    references: pkg.references.map(({ path, from, isOptional }) => ({
      path,
      ...(from ? { from } : {}),
      isOptional,
    })),
    isBroken: pkg.isBroken,
  };
}

function selectsWithoutPlaces({ members, isAll }: NonNullable<Formal['selects']>): {
  readonly members: readonly ReadReference[];
  readonly isAll: boolean;
} {
  // NOTE: sorted, so that moving lines in a body changes nothing.
  const sorted = [...members].sort((a, b) => comparePaths(a.path, b.path));
  return {
    members: sorted.map(({ path, isUncertain }) => ({ path, isOptional: isUncertain ?? false })),
    isAll,
  };
}

function packagePositions(pkg: LocatedPackage): PackagePositions {
  const formals: Record<string, Position> = {};
  for (const formal of pkg.formals) {
    formals[pathText([formal.name])] = formal.position;
    for (const leaf of leaves(formal)) {
      formals[pathText([formal.name, ...leaf.path])] = leaf.position;
    }
  }
  return {
    path: pathText(pkg.path),
    file: pkg.place.file,
    position: pkg.place.position,
    formalsFile: pkg.formalsFile,
    formals,
    references: pkg.references.map(({ place }) => place),
  };
}

/** The leaves of a formal's shape, in text order. */
function leaves(formal: Formal): { readonly path: AttributePath; readonly position: Position }[] {
  const walk = (
    members: NonNullable<Formal['shape']>,
    above: AttributePath,
  ): { readonly path: AttributePath; readonly position: Position }[] =>
    members.flatMap((member) => {
      const path = [...above, member.name];
      return member.members.length > 0
        ? walk(member.members, path)
        : [{ path, position: member.position }];
    });
  return walk(formal.shape ?? [], []);
}

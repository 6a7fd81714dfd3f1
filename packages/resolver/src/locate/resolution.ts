import type { Formal, Position } from '@nx-nix/lambdas';
import { comparePaths, pathText, type AttributePath } from '../names/attribute-path';
import { problemJson, sortProblems } from '../problems/problem';
import type { LayerEntry } from './layers/layer';
import type { LocatedPackage, LocatedRepo } from './located';
import type { Place } from '../problems/problem';
import type { RepoConfig, RepoKind } from '../repo/repo-config';
import type { Repo } from '../repo/repo';

/** Raised when the files change shape; a later task refuses another one's. */
export const RESOLUTION_FORMAT = 4;

/**
 * What `resolve` writes for one repo (`resolution.json`): its packages and what they ask for. No
 * positions and no machine paths, so that a comment that moves lines changes nothing in it.
 */
export interface Resolution {
  readonly format: number;
  readonly repo: string;
  readonly root: string;
  readonly kind: RepoKind;
  readonly config: RepoConfig;
  readonly layout?: string;
  readonly groupFormals: readonly string[];
  /** Sets that are marked for tools that look for packages (`recurseForDerivations`), sorted. */
  readonly marks?: readonly AttributePath[];
  /** Sorted by path. */
  readonly packages: readonly ResolvedPackage[];
  /** Of an overlay repo: the files of its layers, in the order in which they are applied. */
  readonly layers?: readonly LayerEntry[];
  /** Codes and sentences of what is wrong; where each stands is in the positions. */
  readonly problems: readonly { readonly code: string; readonly message: string }[];
}

export interface ResolvedPackage {
  readonly path: AttributePath;
  /** From the repo's folder. */
  readonly file: string;
  readonly kind: 'lambda' | 'expression';
  readonly sets: number;
  /** See `LocatedPackage`. */
  readonly isNur?: true;
  readonly formals: readonly ResolvedFormal[];
  readonly references: readonly ResolvedReference[];
  readonly isBroken: boolean;
}

export interface ResolvedReference {
  readonly path: AttributePath;
  /** See `LocatedReference`. */
  readonly from?: AttributePath;
  readonly isOptional: boolean;
}

export interface ResolvedFormal {
  readonly name: string;
  readonly hasDefault: boolean;
  /** The leaves of a shape, as paths below the formal's name. */
  readonly shape?: readonly AttributePath[];
  /** What the body takes out of it; see `Selects` of lambdas. */
  readonly selects?: { readonly members: readonly ResolvedReference[]; readonly isAll: boolean };
}

// Why: docs/decisions/caching-and-hashing.md#positions-lie-in-a-file-of-their-own
/** `positions.json`: where all that stands, for messages; no task reads it as an input. */
export interface Positions {
  readonly format: number;
  readonly repo: string;
  /** In the order of the resolution's packages. */
  readonly packages: readonly PackagePositions[];
  /** In the order of the resolution's layers; see `LocatedEntry`. */
  readonly layers?: readonly Readonly<Record<string, Place>>[];
  /** Where the repo's `nix-repo.json` names each scope. */
  readonly scopes: Readonly<Record<string, Position>>;
  readonly problems: readonly unknown[];
}

export interface PackagePositions {
  readonly path: string;
  readonly file: string;
  readonly position: Position;
  readonly formalsFile: string;
  /** By formal, and by formal and member (`phase0.stdenv`). */
  readonly formals: Readonly<Record<string, Position>>;
  readonly references: readonly { readonly file: string; readonly position: Position }[];
}

/** Divides what was read into what later tasks build on and where it stands. */
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
      packages: packages.map((pkg) => resolvedPackage(pkg, repo)),
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

function resolvedPackage(pkg: LocatedPackage, repo: Repo): ResolvedPackage {
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
      ...(formal.selects ? { selects: resolvedSelects(formal.selects) } : {}),
    })),
    references: pkg.references.map(({ path, from, isOptional }) => ({
      path,
      ...(from ? { from } : {}),
      isOptional,
    })),
    isBroken: pkg.isBroken,
  };
}

function resolvedSelects({ members, isAll }: NonNullable<Formal['selects']>): {
  readonly members: readonly ResolvedReference[];
  readonly isAll: boolean;
} {
  // NOTE: sorted, so that moving lines of a body about changes nothing.
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

/** The leaves of a formal's shape, in the order of the text. */
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

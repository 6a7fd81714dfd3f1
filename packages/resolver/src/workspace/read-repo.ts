import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadParser, type ReadingDepth } from '@nx-nix/lambdas';
import { locatePackages } from '../locate/locate-packages';
import type { LocatedRepo } from '../locate/located';
import { MissingFile } from '../problems/missing-file';
import { FILE_START, type Problem } from '../problems/problem';
import { ReadingCache } from '../readings/reading-cache';
import type { Repo } from '../repo/repo';
import { repoInWorkspace } from '../repo/registry-settings';

/** The reading of one repo. */
export interface RepoReading {
  readonly repo: Repo;
  readonly located: LocatedRepo;
  /** All problems inside the repo, including those of `located`. */
  readonly problems: readonly Problem[];
}

/** Options of `readRepo`. */
export interface ReadRepoOptions {
  /** `head` is enough for the graph, but finds no problems in bodies. Default: `body`. */
  readonly depth?: ReadingDepth;
  /** A cache of readings, which the caller has to save. Default: an empty one. */
  readonly cache?: ReadingCache;
}

/**
 * Reads one repo, its `nix-repo.json` and all of its packages, without running Nix.
 * @param root the repo's folder, from the workspace root, with `/`
 */
export async function readRepo(
  workspaceRoot: string,
  root: string,
  { depth = 'body', cache = new ReadingCache(undefined, '') }: ReadRepoOptions = {},
): Promise<RepoReading> {
  const { repo, problems } = repoInWorkspace(workspaceRoot, root);
  const located = hasPackages(repo)
    ? locatePackages(workspaceRoot, repo, await loadParser(), cache, { depth })
    : nothingLocated(repo);
  return {
    repo,
    located,
    problems: [...problems, ...located.problems, ...lambdasProblems(workspaceRoot, located)],
  };
}

/** Whether repos of this kind can have packages. */
export function hasPackages({ kind }: Pick<Repo, 'kind'>): boolean {
  return kind !== 'lib' && kind !== 'registry';
}

/** The located form of a repo whose kind has no packages. */
export function nothingLocated(repo: Repo): LocatedRepo {
  return { repo, layout: undefined, trees: [], packages: [], problems: [], groupFormals: [] };
}

/** A problem if `default.nix` is missing: without it, Nix cannot find the packages of the repo. */
function lambdasProblems(
  workspaceRoot: string,
  { repo, packages }: LocatedRepo,
): readonly Problem[] {
  // The registry reads the packages of an overlay repo, and of one of which it has settings, from
  // their folders.
  if (
    packages.length === 0 ||
    repo.kind === 'overlay' ||
    repo.settingsFile !== undefined ||
    existsSync(join(workspaceRoot, repo.root, 'default.nix'))
  )
    return [];
  const place = { file: `${repo.root}/default.nix`, position: FILE_START };
  return [new MissingFile(place, 'default.nix')];
}

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
import { REPO_FILES } from '../repo/repo-at';

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
  /** See `LocateOptions`. */
  readonly bodiesOf?: ReadonlySet<string>;
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
  { depth = 'body', bodiesOf, cache = new ReadingCache(undefined, '') }: ReadRepoOptions = {},
): Promise<RepoReading> {
  const { repo, problems } = repoInWorkspace(workspaceRoot, root);
  const located = hasPackages(repo)
    ? locatePackages(workspaceRoot, repo, await loadParser(), cache, {
        depth,
        ...(bodiesOf && { bodiesOf }),
      })
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
  if (packages.length === 0) return [];
  const missing = missingEntry(workspaceRoot, repo);
  return missing ? [missing] : [];
}

/**
 * The problem for a repo without `default.nix`; undefined where it is there, and for an overlay
 * repo and one of which the registry has settings: it reads their packages from their folders. The place is in a file that makes the
 * folder a repo, as that one exists.
 */
export function missingEntry(
  workspaceRoot: string,
  { root, kind, name, settingsFile }: Repo,
): MissingFile | undefined {
  const isThere = (file: string): boolean => existsSync(join(workspaceRoot, root, file));
  if (kind === 'overlay' || settingsFile !== undefined || isThere('default.nix')) return undefined;
  const wanting = REPO_FILES.toReversed().find(isThere) ?? REPO_FILES[0];
  return new MissingFile(
    { file: `${root}/${wanting}`, position: FILE_START },
    'default.nix',
    `the repo \`${name}\` has no \`default.nix\`, from which its flake and the registry take its lambdas`,
  );
}

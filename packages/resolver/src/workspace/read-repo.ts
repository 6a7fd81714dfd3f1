import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadParser, type ReadingDepth } from '@nx-nix/lambdas';
import { locatePackages } from '../locate/locate-packages';
import type { LocatedRepo } from '../locate/located';
import { MissingFile } from '../problems/missing-file';
import { FILE_START, type Problem } from '../problems/problem';
import { ReadingCache } from '../readings/reading-cache';
import type { Repo } from '../repo/repo';
import { repoAt } from '../repo/repo-at';

/** What is known of one repo from its own files. */
export interface RepoReading {
  readonly repo: Repo;
  readonly located: LocatedRepo;
  /** All that is wrong with the repo by itself. */
  readonly problems: readonly Problem[];
}

export interface ReadRepoOptions {
  /**
   * `head` where the graph is all that is wanted: what is wrong with a package's body is then not
   * among the problems. By default `body`.
   */
  readonly depth?: ReadingDepth;
  /** What was read before, by content. By default nothing; to save it is the caller's part. */
  readonly cache?: ReadingCache;
}

/**
 * Reads one repo: its `nix-repo.json` and all its packages. Static: no Nix is run.
 * @param root the repo's folder, from the workspace root, with `/`
 */
export async function readRepo(
  workspaceRoot: string,
  root: string,
  { depth = 'body', cache = new ReadingCache(undefined, '') }: ReadRepoOptions = {},
): Promise<RepoReading> {
  const { repo, problems } = repoAt(workspaceRoot, root);
  const located = hasPackages(repo)
    ? locatePackages(workspaceRoot, repo, await loadParser(), cache, { depth })
    : nothingLocated(repo);
  return {
    repo,
    located,
    problems: [...problems, ...located.problems, ...lambdasProblems(workspaceRoot, located)],
  };
}

/** Whether repos of that kind have packages at all. */
export function hasPackages({ kind }: Pick<Repo, 'kind'>): boolean {
  return kind !== 'lib' && kind !== 'registry';
}

/** What is located in a repo without packages. */
export function nothingLocated(repo: Repo): LocatedRepo {
  return { repo, layout: undefined, trees: [], packages: [], problems: [], groupFormals: [] };
}

/** Packages are found by reading files; Nix gets at them by the repo's `default.nix`. */
function lambdasProblems(
  workspaceRoot: string,
  { repo, packages }: LocatedRepo,
): readonly Problem[] {
  // An overlay repo has its packages by its folders.
  if (
    packages.length === 0 ||
    repo.kind === 'overlay' ||
    existsSync(join(workspaceRoot, repo.root, 'default.nix'))
  )
    return [];
  const place = { file: `${repo.root}/default.nix`, position: FILE_START };
  return [new MissingFile(place, 'default.nix')];
}

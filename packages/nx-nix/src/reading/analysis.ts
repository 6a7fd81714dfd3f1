import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { readTextOrUndefined } from '@nx-nix/files';
import { loadParser, type ReadingDepth } from '@nx-nix/lambdas';
import {
  DuplicateRepo,
  locatePackages,
  MissingFile,
  overlayOrderProblems,
  Places,
  ReadingCache,
  repoNameProblems,
  resolutionOf,
  type BaseFacts,
  type LocatedRepo,
  type Problem,
  type Repo,
  type Wiring,
} from '@nx-nix/resolver';
import { AS_WRITTEN, baseOfRegistry, type AskingNix } from '../base/base-of-registry';
import { wireOnBase } from '../base/wire-on-base';
import { hasRepoName, readRepo, repoFoldersOnDisk } from '../workspace/repos';
import { dataDirectory } from '../workspace/nx-internal';
import { toolHash } from '../workspace/tool-hash';

/** One repo, read. */
export interface RepoAnalysis {
  readonly repo: Repo;
  readonly located: LocatedRepo;
  /** All that is wrong with the repo by itself. */
  readonly problems: readonly Problem[];
}

/** The whole workspace, read and wired. */
export interface Analysis {
  readonly repos: readonly RepoAnalysis[];
  readonly registry: Repo | undefined;
  readonly lib: Repo | undefined;
  readonly wiring: Wiring;
  /** What is known of the base, where the registry has one. */
  readonly base: BaseFacts | undefined;
  /** Wrong with the workspace as a whole, beside what is wrong with its wiring. */
  readonly problems: readonly Problem[];
}

/** How a repo is read. */
export interface AnalyseOptions {
  /**
   * `head` where the graph is all that is wanted: what is wrong with a package's body is then not
   * among the problems.
   */
  readonly depth?: ReadingDepth;
  /** The name that what was read is kept under. */
  readonly readings?: string;
}

/**
 * Reads one repo; its files are parsed only where their content is new.
 */
export async function analyseRepo(
  workspaceRoot: string,
  root: string,
  { depth = 'body', readings = 'readings' }: AnalyseOptions = {},
): Promise<RepoAnalysis> {
  const { repo, problems } = readRepo(workspaceRoot, root);
  // One for each depth: a run drops what it did not use, and the graph should not load bodies.
  const cache = readingCache(root, `${depth}-${readings}`);
  const located = hasPackages(repo)
    ? locatePackages(workspaceRoot, repo, await loadParser(), cache, { depth })
    : { repo, layout: undefined, trees: [], packages: [], problems: [], groupFormals: [] };
  cache.save();
  return {
    repo,
    located,
    problems: [...problems, ...located.problems, ...lambdasProblems(workspaceRoot, located)],
  };
}

/** What is known of a repo's files by their content. */
export function readingCache(root: string, purpose: string): ReadingCache {
  return new ReadingCache(
    join(dataDirectory(), 'nx-nix', `${purpose}-${encodeURIComponent(root)}.json`),
    toolHash(),
  );
}

/** What reads packages is one half; Nix gets at them by the repo's `default.nix`. */
function lambdasProblems(
  workspaceRoot: string,
  { repo, packages }: LocatedRepo,
): readonly Problem[] {
  // What an overlay repo has, its folders say.
  if (
    packages.length === 0 ||
    repo.kind === 'overlay' ||
    existsSync(join(workspaceRoot, repo.root, 'default.nix'))
  )
    return [];
  const place = { file: `${repo.root}/default.nix`, position: { line: 1, column: 1 } };
  return [new MissingFile(place, 'default.nix')];
}

/**
 * Reads and wires all repos: the one analysis that graph, executors and sync share.
 * @param read how a repo is read: from its text, unless told otherwise
 * @param asking whether Nix is asked about the base; unless told otherwise, what is written of it is
 *   taken as it is
 */
export async function analyse(
  workspaceRoot: string,
  roots: readonly string[],
  read: (root: string) => Promise<RepoAnalysis> = (root) => analyseRepo(workspaceRoot, root),
  asking: AskingNix = AS_WRITTEN,
): Promise<Analysis> {
  const repos: RepoAnalysis[] = [];
  for (const root of roots) repos.push(await read(root));
  const registry = repos.find(({ repo }) => repo.kind === 'registry')?.repo;
  const lib = repos.find(({ repo }) => repo.kind === 'lib')?.repo;
  const resolved = repos.map(({ located }) => resolutionOf(located));
  const positions = new Map(resolved.map((r) => [r.resolution.repo, r.positions]));
  const resolutions = resolved.map((r) => r.resolution).filter((r) => hasPackages(r));
  const places = new Places(
    (name) => positions.get(name),
    () => registry && readTextOrUndefined(join(workspaceRoot, registry.root, 'pkgs.json')),
  );
  const base = await baseOfRegistry(workspaceRoot, registry, resolutions, asking);
  const wired = wireOnBase(resolutions, registry, base, places);
  const all = repos.map(({ repo }) => repo);
  return {
    repos,
    registry,
    lib,
    wiring: wired.wiring,
    base: base.facts,
    problems: [...wired.problems, ...workspaceProblems(all, unfitFolders(workspaceRoot, roots))],
  };
}

/** Whether repos of that kind have packages at all. */
export function hasPackages({ kind }: { readonly kind: Repo['kind'] }): boolean {
  return kind !== 'lib' && kind !== 'registry';
}

/** What is wrong with the repos as repos: a second registry or lib, names that cannot be. */
export function workspaceProblems(
  repos: readonly Repo[],
  unfit: readonly string[],
): readonly Problem[] {
  return [...duplicates(repos), ...repoNameProblems(repos, unfit), ...overlayOrderProblems(repos)];
}

/** The folders beside repos that would be repos, had they another name. */
export function unfitFolders(workspaceRoot: string, roots: readonly string[]): readonly string[] {
  const parents = new Set(roots.map((root) => posix.dirname(root)));
  return [...parents]
    .flatMap((parent) => repoFoldersOnDisk(workspaceRoot, parent))
    .filter((root) => !hasRepoName(root));
}

/** A workspace has one registry and one lib. */
function duplicates(repos: readonly Repo[]): readonly Problem[] {
  return (['lib', 'registry'] as const).flatMap((kind) => {
    const [first, ...more] = repos.filter((repo) => repo.kind === kind);
    return more.map(
      ({ root }) =>
        new DuplicateRepo(
          { file: `${root}/nix-repo.json`, position: { line: 1, column: 1 } },
          kind,
          first!.root,
        ),
    );
  });
}

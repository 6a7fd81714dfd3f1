import type { BaseFacts } from '../base/base-facts';
import { resolutionOf, type Resolution } from '../locate/resolution';
import type { Problem } from '../problems/problem';
import type { Repo } from '../repo/repo';
import { repoFoldersIn } from '../repo/repo-at';
import type { Wiring } from '../wire/wired';
import { writtenBase, type KnownBase } from './known-base';
import { hasPackages, readRepo, type RepoReading } from './read-repo';
import { problemsBeforeBase, wireResolutions } from './wire-resolutions';
import { leftOutFolders } from './left-out-folders';
import { workspaceProblems } from './workspace-problems';

/** A whole workspace: the readings of its repos, and their wiring. */
export interface Workspace {
  readonly repos: readonly RepoReading[];
  readonly registry: Repo | undefined;
  readonly lib: Repo | undefined;
  readonly wiring: Wiring;
  /**
   * The facts about the registry's base; undefined if there is no base, or nothing is known of it.
   */
  readonly base: BaseFacts | undefined;
  /** True: the base was not asked, as the problems that need no base have to be mended first. */
  readonly isBaseUnasked: boolean;
  /** Problems of the workspace and its base, without those in `repos` and `wiring`. */
  readonly problems: readonly Problem[];
}

/** Options of `readWorkspace`. */
export interface ReadWorkspaceOptions {
  /** The folders of the repos, from the workspace root. Default: those below `repos`. */
  readonly roots?: readonly string[];
  /** Reads one repo. Default: `readRepo` with its default options. */
  readonly read?: (root: string) => Promise<RepoReading>;
  /**
   * Gives the base of the registry. Default: `writtenBase`. `hasProblems`: something is wrong
   * whatever the base has.
   */
  readonly baseOf?: (
    registry: Repo | undefined,
    resolutions: readonly Resolution[],
    hasProblems: boolean,
  ) => Promise<KnownBase> | KnownBase;
}

/**
 * Reads and wires all repos of a workspace, without running Nix. Errors in the repos become
 * problems and never throw: problems inside a repo are in `repos`, those between repos in `wiring`,
 * and those of the workspace and its base in `problems`.
 * @param workspaceRoot the absolute path of the folder to which `roots` are relative
 */
export async function readWorkspace(
  workspaceRoot: string,
  {
    roots = repoFoldersIn(workspaceRoot, 'repos'),
    read = (root) => readRepo(workspaceRoot, root),
    baseOf = (registry) => writtenBase(workspaceRoot, registry),
  }: ReadWorkspaceOptions = {},
): Promise<Workspace> {
  const repos: RepoReading[] = [];
  for (const root of roots) repos.push(await read(root));
  const registry = repos.find(({ repo }) => repo.kind === 'registry')?.repo;
  const separated = repos.map(({ located }) => resolutionOf(located));
  const resolutions = separated.map(({ resolution }) => resolution);
  const positions = new Map(separated.map((result) => [result.resolution.repo, result.positions]));
  const all = repos.map(({ repo }) => repo);
  const ofWorkspace = workspaceProblems(all, leftOutFolders(workspaceRoot, roots));
  const positionsOf = (repo: string) => positions.get(repo);
  const wiring = { workspaceRoot, registry, resolutions, positionsOf };
  const hasProblems =
    ofWorkspace.length > 0 ||
    repos.some(({ problems }) => problems.length > 0) ||
    problemsBeforeBase(wiring).length > 0;
  const base = await baseOf(registry, resolutions.filter(hasPackages), hasProblems);
  const wired = wireResolutions({ ...wiring, base });
  return {
    repos,
    registry,
    lib: repos.find(({ repo }) => repo.kind === 'lib')?.repo,
    wiring: wired.wiring,
    base: base.facts,
    isBaseUnasked: base.isUnasked ?? false,
    problems: [...wired.problems, ...ofWorkspace],
  };
}

/** All problems of a workspace, not sorted; see `sortProblems`. */
export function allProblems({ repos, wiring, problems }: Workspace): readonly Problem[] {
  return [...problems, ...repos.flatMap((repo) => repo.problems), ...wiring.problems];
}

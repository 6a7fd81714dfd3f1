import type { BaseFacts } from '../base/base-facts';
import { resolutionOf, type Resolution } from '../locate/resolution';
import type { Problem } from '../problems/problem';
import type { Repo } from '../repo/repo';
import { repoFoldersIn } from '../repo/repo-at';
import type { Wiring } from '../wire/wired';
import { writtenBase, type KnownBase } from './known-base';
import { hasPackages, readRepo, type RepoReading } from './read-repo';
import { wireResolutions } from './wire-resolutions';
import { unfitFolders, workspaceProblems } from './workspace-problems';

/** A whole workspace, read and wired. */
export interface Workspace {
  readonly repos: readonly RepoReading[];
  readonly registry: Repo | undefined;
  readonly lib: Repo | undefined;
  readonly wiring: Wiring;
  /** What is known of the base, where the registry has one. */
  readonly base: BaseFacts | undefined;
  /** Wrong with the workspace as a whole, beside what is wrong with its repos and its wiring. */
  readonly problems: readonly Problem[];
}

/** How a workspace is read. */
export interface ReadWorkspaceOptions {
  /** The folders of its repos, from the workspace root; by default those below `repos`. */
  readonly roots?: readonly string[];
  /** Reads one repo; by default from its text, as a whole, and keeping nothing. */
  readonly read?: (root: string) => Promise<RepoReading>;
  /** What is known of the registry's base; by default what is written beside the registry. */
  readonly baseOf?: (
    registry: Repo | undefined,
    resolutions: readonly Resolution[],
  ) => Promise<KnownBase> | KnownBase;
}

/**
 * Reads and wires all repos of a workspace; no Nix is run. What is wrong is told, never thrown: of
 * each repo in `repos`, between them in `wiring`, and with the workspace as a whole in `problems`.
 * @param workspaceRoot the absolute folder that `roots` count from
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
  const resolved = repos.map(({ located }) => resolutionOf(located));
  const resolutions = resolved.map(({ resolution }) => resolution);
  const positions = new Map(resolved.map((one) => [one.resolution.repo, one.positions]));
  const base = await baseOf(registry, resolutions.filter(hasPackages));
  const positionsOf = (repo: string) => positions.get(repo);
  const wired = wireResolutions({ workspaceRoot, registry, resolutions, positionsOf, base });
  const all = repos.map(({ repo }) => repo);
  return {
    repos,
    registry,
    lib: repos.find(({ repo }) => repo.kind === 'lib')?.repo,
    wiring: wired.wiring,
    base: base.facts,
    problems: [...wired.problems, ...workspaceProblems(all, unfitFolders(workspaceRoot, roots))],
  };
}

/** Everything that is wrong in a workspace, in one list; see `sortProblems`. */
export function allProblems({ repos, wiring, problems }: Workspace): readonly Problem[] {
  return [...problems, ...repos.flatMap((repo) => repo.problems), ...wiring.problems];
}

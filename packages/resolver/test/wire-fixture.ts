import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  readRepo,
  repoAt,
  resolutionOf,
  sortProblems,
  wireResolutions,
  writtenBase,
  type Problem,
  type Repo,
  type Resolution,
  type Wiring,
} from '../src';

/** The repos below `<folder>/repos`, and what is wrong with their `nix-repo.json`. */
export function reposIn(folder: string): {
  readonly repos: readonly Repo[];
  readonly problems: readonly Problem[];
} {
  const found = readdirSync(join(folder, 'repos')).map((name) => repoAt(folder, `repos/${name}`));
  return {
    repos: found.map(({ repo }) => repo),
    problems: found.flatMap(({ problems }) => problems),
  };
}

/**
 * Reads and wires the repos below `<folder>/repos` as the plugin does, where resolutions go from task
 * to task as JSON. That fixtures have no `default.nix`, which only Nix needs, is not told.
 */
export async function wireFolder(
  folder: string,
): Promise<{ readonly wiring: Wiring; readonly problems: readonly Problem[] }> {
  const { repos, problems } = reposIn(folder);
  const located = await Promise.all(
    repos.map(async ({ root }) => (await readRepo(folder, root)).located),
  );
  const separated = located.map(resolutionOf);
  const positions = new Map(separated.map((one) => [one.resolution.repo, one.positions]));
  const registry = repos.find(({ kind }) => kind === 'registry');
  const wired = wireResolutions({
    workspaceRoot: folder,
    registry,
    resolutions: separated.map(
      ({ resolution }) => JSON.parse(JSON.stringify(resolution)) as Resolution,
    ),
    positionsOf: (repo) => positions.get(repo),
    base: writtenBase(folder, registry),
  });
  return {
    wiring: wired.wiring,
    problems: sortProblems([
      ...problems,
      ...located.flatMap((one) => one.problems),
      ...wired.problems,
      ...wired.wiring.problems,
    ]),
  };
}

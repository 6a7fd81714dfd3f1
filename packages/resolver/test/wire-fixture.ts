import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadParser } from '@nx-nix/lambdas';
import {
  BaseNames,
  locatePackages,
  Places,
  readBaseNames,
  ReadingCache,
  readRepoConfig,
  registryConfig,
  resolutionOf,
  sortProblems,
  wire,
  type BaseFacts,
  type Problem,
  type Repo,
  type Wiring,
} from '../src';

/** The repos below `<folder>/repos`, and what is wrong with their `nix-repo.json`. */
export function reposIn(folder: string): {
  readonly repos: readonly Repo[];
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const repos = readdirSync(join(folder, 'repos')).map((name): Repo => {
    const root = `repos/${name}`;
    const kind = name === 'registry' || name === 'lib' ? name : 'sig';
    const file = join(folder, root, 'nix-repo.json');
    if (!existsSync(file)) return { name, root, kind, config: {} };
    const text = readFileSync(file, 'utf8');
    const { problems: wrong, ...read } = readRepoConfig(text, `${root}/nix-repo.json`, kind);
    problems.push(...wrong);
    return { name, root, kind: read.config.kind ?? kind, ...read };
  });
  return { repos, problems };
}

/** Locates and wires the repos below `<folder>/repos`, as the plugin does. */
export async function wireFolder(
  folder: string,
): Promise<{ readonly wiring: Wiring; readonly problems: readonly Problem[] }> {
  const parser = await loadParser();
  const { repos, problems: configProblems } = reposIn(folder);
  const problems = [...configProblems];
  const located = repos
    .filter(({ kind }) => kind !== 'registry' && kind !== 'lib')
    .map((repo) => locatePackages(folder, repo, parser, new ReadingCache(undefined, 'test')));
  const resolved = located.map(resolutionOf);
  const positions = new Map(resolved.map((r) => [r.resolution.repo, r.positions]));
  // Through JSON, as it goes from task to task.
  const resolutions = resolved.map((r) => JSON.parse(JSON.stringify(r.resolution)));
  const registry = repos.find(({ kind }) => kind === 'registry');
  const baseNames = readBaseNames(folder, registry);
  problems.push(...baseNames.problems);
  const facts = join(folder, 'repos/registry/base.json');
  const base = existsSync(facts)
    ? BaseNames.ofFacts(JSON.parse(readFileSync(facts, 'utf8')) as BaseFacts)
    : baseNames.base;
  const config = registryConfig(registry?.config, base);
  const last = join(folder, 'repos/registry/pkgs.json');
  const places = new Places(
    (name) => positions.get(name),
    () => (existsSync(last) ? readFileSync(last, 'utf8') : undefined),
  );
  const wiring = wire(resolutions, config, places);
  problems.push(...located.flatMap((repo) => repo.problems), ...wiring.problems);
  return { wiring, problems: sortProblems(problems) };
}

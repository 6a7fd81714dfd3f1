import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadParser } from '@nx-nix/lambdas';
import {
  checkRepo,
  locatePackages,
  Places,
  ReadingCache,
  readRepoConfig,
  registryConfig,
  repoNameProblems,
  resolutionOf,
  sortProblems,
  wire,
  type FoldersByRepo,
  type Problem,
  type Repo,
} from '../src';

/** What a person is told of a workspace, by repo; and which files belong to which package. */
export interface CheckedFolder {
  readonly problems: readonly Problem[];
  readonly folders: FoldersByRepo;
}

/** Reads, wires and checks the repos below `<folder>/repos`: all that `check` of all of them says. */
export async function checkFolder(folder: string): Promise<CheckedFolder> {
  const parser = await loadParser();
  const found: Problem[] = [];
  const repos = readdirSync(join(folder, 'repos')).map((name): Repo => {
    const root = `repos/${name}`;
    const kind = name === 'registry' || name === 'lib' ? name : 'sig';
    const file = join(folder, root, 'nix-repo.json');
    if (!existsSync(file)) return { name, root, kind, config: {} };
    const read = readRepoConfig(readFileSync(file, 'utf8'), `${root}/nix-repo.json`, kind);
    found.push(...read.problems);
    const { config, scopePositions } = read;
    return { name, root, kind: config.kind ?? kind, config, scopePositions };
  });
  const cache = new ReadingCache(undefined, 'test');
  const located = repos.map((repo) =>
    repo.kind === 'registry' || repo.kind === 'lib'
      ? { repo, layout: undefined, trees: [], packages: [], problems: [], groupFormals: [] }
      : locatePackages(folder, repo, parser, cache),
  );
  const checked = located.map((one) => checkRepo(folder, one, parser, cache));
  const resolved = located.map(resolutionOf);
  const positions = new Map(resolved.map((r) => [r.resolution.repo, r.positions]));
  const { problems } = wire(
    resolved.map((r) => r.resolution).filter(({ packages }) => packages.length > 0),
    registryConfig(repos.find(({ kind }) => kind === 'registry')?.config),
    new Places((name) => positions.get(name)),
  );
  const between = repos.flatMap(({ root }) => problems.flatMap((one) => one.seenFrom(root) ?? []));
  found.push(...located.flatMap((one) => one.problems), ...checked.flatMap((one) => one.problems));
  found.push(...between, ...repoNameProblems(repos, []));
  return {
    problems: sortProblems(found),
    folders: new Map(checked.map((one, i) => [repos[i]!.root, one.folders])),
  };
}

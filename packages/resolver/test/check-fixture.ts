import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { loadParser } from '@nx-nix/lambdas';
import {
  checkRepo,
  readRepo,
  ReadingCache,
  readWorkspace,
  repoAt,
  sortProblems,
  type FoldersByRepo,
  type Problem,
} from '../src';

/** What a person is told of a workspace, by repo; and which files belong to which package. */
export interface CheckedFolder {
  readonly problems: readonly Problem[];
  readonly folders: FoldersByRepo;
}

/**
 * Reads, wires and checks the repos below `<folder>/repos`: all that `check` of all of them says. That
 * fixtures have no `default.nix`, which only Nix needs, is not told.
 */
export async function checkFolder(folder: string): Promise<CheckedFolder> {
  const parser = await loadParser();
  const cache = new ReadingCache(undefined, 'test');
  const roots = readdirSync(join(folder, 'repos')).map((name) => `repos/${name}`);
  const workspace = await readWorkspace(folder, {
    roots,
    read: (root) => readRepo(folder, root, { cache }),
  });
  const { repos, wiring, problems } = workspace;
  const checked = repos.map(({ located }) => checkRepo(folder, located, parser, cache));
  const ofFiles = repos.flatMap(({ repo, located }) => [
    ...repoAt(folder, repo.root).problems,
    ...located.problems,
  ]);
  const between = roots.flatMap((root) =>
    wiring.problems.flatMap((one) => one.seenFrom(root) ?? []),
  );
  return {
    problems: sortProblems([
      ...ofFiles,
      ...checked.flatMap((one) => one.problems),
      ...between,
      ...problems,
    ]),
    folders: new Map(checked.map((one, i) => [roots[i]!, one.folders])),
  };
}

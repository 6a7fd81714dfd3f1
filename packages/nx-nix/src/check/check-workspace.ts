import { join } from 'node:path';
import { loadParser } from '@nx-nix/lambdas';
import {
  BadPublished,
  checkRepo,
  type FoldersByRepo,
  layerInputs,
  type Problem,
  ReadingCache,
  type RepoCheck,
  sortProblems,
  UnfinishedRegistry,
  type Workspace,
} from '@nx-nix/resolver';
import { readWorkspaceCached, readRepoCached } from '../reading/cached-reading';
import { WRITTEN_FACTS_ONLY } from '../base/base-of-registry';
import { unfinishedAtRunStart } from '../tasks/unfinished';
import { factsAtRunStart } from '../tasks/written-base';
import { planLocks } from '../lock/lock-plan';
import { dataDirectory } from '../workspace/nx-internal';
import { toolHash } from '../workspace/tool-hash';

/** What is wrong with repos: in the files of those that were looked at, and between all of them. */
export interface WorkspaceCheck {
  readonly analysis: Workspace;
  /** All that the check of each repo says, by the repo's folder. */
  readonly problems: ReadonlyMap<string, readonly Problem[]>;
  readonly folders: FoldersByRepo;
}

/**
 * Reads and wires all repos, and looks at the files of some of them.
 * @param looked the folders of the repos to look at
 * @param age whose readings are kept apart: those of a revision are of other files
 */
export async function checkWorkspace(
  workspaceRoot: string,
  roots: readonly string[],
  looked: readonly string[],
  age: 'now' | 'revision',
): Promise<WorkspaceCheck> {
  const readings = age === 'revision' ? 'revision-readings' : 'readings';
  const analysis = await readWorkspaceCached(
    workspaceRoot,
    roots,
    (root) => readRepoCached(workspaceRoot, root, { readings }),
    age === 'revision' ? WRITTEN_FACTS_ONLY : { ...WRITTEN_FACTS_ONLY, written: factsAtRunStart() },
  );
  const checks = new Map<string, RepoCheck>();
  for (const { repo, located } of analysis.repos) {
    if (!looked.includes(repo.root)) continue;
    const file = `${age === 'revision' ? 'revision-bodies' : 'bodies'}-${encodeURIComponent(repo.root)}.json`;
    const cache = new ReadingCache(join(dataDirectory(), 'nx-nix', file), toolHash());
    checks.set(repo.root, checkRepo(workspaceRoot, located, await loadParser(), cache));
    cache.save();
  }
  const problems = looked.map(
    (root) =>
      [
        root,
        sortProblems([
          ...problemsOf(root, analysis, checks.get(root)),
          ...(age === 'now' ? unfinished(workspaceRoot, root, analysis) : []),
        ]),
      ] as const,
  );
  return {
    analysis,
    problems: new Map(problems),
    folders: new Map([...checks].map(([root, { folders }]) => [root, folders])),
  };
}

/**
 * Everything that whoever keeps a repo should know: what reading it finds, what looking at its files
 * finds, and what is wrong between it and others.
 */
function problemsOf(
  root: string,
  analysis: Workspace,
  check: RepoCheck | undefined,
): readonly Problem[] {
  const { repos, wiring, registry } = analysis;
  const locks = registry
    ? planLocks(registry, analysis, layerInputs(analysis.wiring, registry.root))
    : undefined;
  const published = (locks?.problems ?? []).filter((one) => one instanceof BadPublished);
  const problems = [...analysis.problems, ...published];
  const own = repos.find(({ repo }) => repo.root === root)?.problems ?? [];
  const between = [...wiring.problems, ...wiring.clashes, ...problems].flatMap(
    (one) => one.seenFrom(root) ?? [],
  );
  return [
    ...own,
    ...(check?.problems ?? []),
    ...between,
    ...(root === spokesman(repos) ? ofNoRepo(repos, problems) : []),
  ];
}

/** Told by the registry alone, as nothing is wrong with any other repo. */
function unfinished(
  workspaceRoot: string,
  root: string,
  { registry }: Workspace,
): readonly Problem[] {
  if (registry?.root !== root) return [];
  const file = unfinishedAtRunStart(workspaceRoot, root);
  return file === undefined ? [] : [new UnfinishedRegistry(root, file)];
}

/** A folder that is to be a repo and cannot be one has no check that would tell. */
function ofNoRepo(repos: Workspace['repos'], problems: readonly Problem[]): readonly Problem[] {
  return problems.filter((one) => !repos.some(({ repo }) => one.seenFrom(repo.root)));
}

/** The repo that speaks for the workspace: its registry, or the first of all. */
function spokesman(repos: Workspace['repos']): string | undefined {
  return (repos.find(({ repo }) => repo.kind === 'registry') ?? repos[0])?.repo.root;
}

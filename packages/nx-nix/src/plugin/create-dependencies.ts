import { leftOutFolders, repoAt, repoFoldersIn, type Repo, type Workspace } from '@nx-nix/resolver';
import {
  DependencyType,
  type CreateDependencies,
  type CreateDependenciesContext,
  type ProjectConfiguration,
  type RawProjectGraphDependency,
} from '@nx/devkit';
import { warn } from '../boundary/say';
import { UserError } from '../boundary/user-error';
import { tellNx } from '../boundary/tell-nx';
import { told } from '../boundary/terminal-text';
import { takeGraphReading } from '../reading/graph-reading';
import { normaliseOptions, type NxNixOptions } from '../workspace/plugin-options';
import { edgesOf } from './project-edges';
import { hasRepoName, repoFoldersOfProjects } from '../workspace/repos';
import { keepAsks } from '../projects/kept-asks';
import { foreignSyncGenerators, projectAsks, type MergedProjects } from '../projects/project-asks';

// Why: docs/decisions/plugin.md#edges-are-implicit-and-name-no-source-file
/**
 * The edges between repos, from parsed lambdas. They are `implicit` and name no file: Nx keeps the
 * edges of files that did not change, but a package that moves to another repo also changes the
 * edges of unchanged files. The projects' metadata contains which file uses which package.
 */
export const createDependencies: CreateDependencies<NxNixOptions> = (options, context) =>
  tellNx(() => dependencies(options, context));

async function dependencies(
  options: NxNixOptions | undefined,
  context: CreateDependenciesContext,
): Promise<RawProjectGraphDependency[]> {
  const folders = repoFoldersOfProjects(context.projects);
  const { repos } = normaliseOptions(options);
  warnOfLeftOut(leftOutFolders(context.workspaceRoot, folders, [repos]));
  if (folders.length === 0) {
    keepAsks([]);
    return [];
  }
  const analysis = await takeGraphReading(context.workspaceRoot, folders);
  const merged: MergedProjects = {
    workspaceRoot: context.workspaceRoot,
    repos: reposOfProjects(context, repos, analysis),
    reposFolder: repos,
    projects: context.projects,
    nxJson: context.nxJsonConfiguration,
    filesOf: (project) => (context.fileMap.projectFileMap[project] ?? []).map(({ file }) => file),
  };
  refuseGenerators(foreignSyncGenerators(merged));
  const asks = projectAsks(merged);
  keepAsks(asks);
  // The graph goes on, as one repo must not prevent it; tasks do not.
  for (const { repo, asks: what } of asks) {
    warn(told`nx-nix: ${repo} ${what}, and the registry does not grant it: no task will run`);
  }
  for (const { repo, problems } of analysis.repos) {
    // A broken file must not prevent the graph.
    if (problems.length > 0) {
      const found = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
      warn(told`nx-nix: ${found} in ${repo.root}; \`nx run ${repo.name}:resolve\` names them`);
    }
  }
  const projects = projectNames(analysis, context.projects);
  return edgesOf(analysis).map(({ from, to }): RawProjectGraphDependency => ({
    source: projects.get(from)!,
    target: projects.get(to)!,
    type: DependencyType.implicit,
  }));
}

/**
 * The repos that Nx has projects of, whatever these projects say of themselves. NOTE: the targets of
 * each repo are made from this list, so it has to be the one that `createNodes` had.
 */
function reposOfProjects(
  { workspaceRoot, projects }: CreateDependenciesContext,
  repos: string,
  analysis: Workspace,
): readonly Repo[] {
  const known = new Map(analysis.repos.map(({ repo }) => [repo.root, repo]));
  const roots = new Set(Object.values(projects).map(({ root }) => root));
  return repoFoldersIn(workspaceRoot, repos)
    .filter((root) => roots.has(root) && hasRepoName(root))
    .map((root) => known.get(root) ?? repoAt(workspaceRoot, root).repo);
}

/** @throws UserError: `nx sync` would run them, and the graph is the last that it asks before. */
function refuseGenerators(found: readonly string[]): void {
  if (found.length === 0) return;
  throw new UserError(
    `repos bring code that \`nx sync\` would run, and the registry does not grant it. Take "syncGenerators" out of their project.json or package.json:\n${found.join('\n')}`,
  );
}

function warnOfLeftOut({ unfit, unseen }: ReturnType<typeof leftOutFolders>): void {
  for (const root of unfit) {
    warn(told`nx-nix: ${root} is no repo, as its name cannot be one; \`nx sync\` says more`);
  }
  for (const { message } of unseen) warn(told`nx-nix: ${message}; \`nx sync\` says more`);
}

/**
 * The project names by repo name: another plugin may give a project another name than its folder.
 */
function projectNames(
  { repos }: Workspace,
  projects: Readonly<Record<string, ProjectConfiguration>>,
): ReadonlyMap<string, string> {
  const byRoot = new Map(Object.entries(projects).map(([name, { root }]) => [root, name]));
  return new Map(repos.map(({ repo }) => [repo.name, byRoot.get(repo.root)!]));
}

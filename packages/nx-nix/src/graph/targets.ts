import type { TargetConfiguration } from '@nx/devkit';
import { REGISTRY_FILES, type Repo } from '@nx-nix/resolver';
import { unseenVariable } from '../caching/unseen-variable';
import { toolHash } from '../tool-hash';

/** Where `resolve` writes, from the workspace root; the repo itself stays as it is. */
export function resolutionFolder(root: string): string {
  return `dist/${root}`;
}

/**
 * The targets of a repo. Their inputs are all they read and nothing more: a task that can be a hit
 * when something it reads has changed is the worst thing this plugin can do.
 * @param repos all repos of the workspace, by folder
 */
export function targetsOf(
  repo: Repo,
  repos: readonly Repo[],
): Readonly<Record<string, TargetConfiguration>> {
  return repo.kind === 'registry'
    ? { 'emit-registry': emitRegistryTarget(repos) }
    : { resolve: resolveTarget(repo) };
}

function resolveTarget(repo: Repo): TargetConfiguration {
  const folder = `{workspaceRoot}/${resolutionFolder(repo.root)}`;
  return {
    executor: 'nx-nix:resolve',
    cache: true,
    inputs: [
      // By the workspace's root, as a project inside of this one would hide its files otherwise.
      `{workspaceRoot}/${repo.root}/**/*`,
      { env: unseenVariable(repo.root) },
      { externalDependencies: [] },
    ],
    outputs: [`${folder}/resolution.json`, `${folder}/positions.json`],
    options: { tool: toolHash() },
    metadata: {
      description: `Read which packages ${repo.name} has and which names they ask for`,
      technologies: ['nix'],
    },
  };
}

function emitRegistryTarget(repos: readonly Repo[]): TargetConfiguration {
  const projects = repos.filter(({ kind }) => kind !== 'registry').map(({ name }) => name);
  return {
    executor: 'nx-nix:emit-registry',
    cache: true,
    // Not `^resolve`: repos may depend on each other in circles.
    dependsOn: [{ target: 'resolve', projects }],
    inputs: [
      '{projectRoot}/nix-repo.json',
      { dependentTasksOutputFiles: '**/resolution.json' },
      { externalDependencies: [] },
    ],
    outputs: REGISTRY_FILES.map((file) => `{projectRoot}/${file}`),
    options: { tool: toolHash() },
    metadata: {
      description: 'Wire the packages of all repos into one set and write the registry',
      technologies: ['nix'],
    },
  };
}

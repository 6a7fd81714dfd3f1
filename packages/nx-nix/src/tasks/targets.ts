import { posix } from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import {
  filesOfRegistry,
  hasPackages,
  type Repo,
  REPO_FILES,
  REPO_KINDS,
  type RepoKind,
} from '@nx-nix/resolver';
import {
  DRY_RUN_VARIABLE,
  goneVariable,
  REGISTRY_VARIABLE,
  STORE_VARIABLE,
} from './nix-build-variables';
import { BASE_FINGERPRINT_VARIABLE, EXTERNAL_FINGERPRINT_VARIABLE } from './base-environment';
import { REVISIONS_VARIABLE } from './check-environment';
import { nixReadingVariable, unseenVariable } from './unseen-variable';
import { WRITTEN_BASE_VARIABLE } from './written-base';
import { recordFile } from '../build/build-record';
import { resultFolder } from '../build/result-links';
import { toolHash } from '../workspace/tool-hash';

/** The tag of all repos of a kind. */
export function kindTag(kind: RepoKind): string {
  return `nix:${kind}`;
}

/** Where `resolve` writes, from the workspace root; the repo itself stays as it is. */
export function resolutionFolder(root: string): string {
  return `dist/${root}`;
}

/** Where `check` writes what it found for other programs, unless it is told another place. */
export function checkSarifFile(root: string): string {
  return `${resolutionFolder(root)}/check.sarif`;
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
  if (repo.kind === 'registry') {
    return {
      'emit-registry': emitRegistryTarget(repo, repos),
      check: checkTarget(repo, repos),
      compare: compareTarget(),
      lock: lockTarget(),
    };
  }
  const registry = repos.find(({ kind }) => kind === 'registry');
  return {
    resolve: resolveTarget(repo),
    check: checkTarget(repo, repos),
    ...(registry && hasPackages(repo)
      ? { 'nix-build': nixBuildTarget(repo, registry, repos) }
      : {}),
  };
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
      { env: nixReadingVariable(repo.root) },
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

/**
 * All that it reads are files and the base's commits; it depends on no task, as a `resolve` that fails
 * would keep it from telling what else is wrong. Of a repo without packages, others' packages are no
 * business.
 */
function checkTarget(repo: Repo, repos: readonly Repo[]): TargetConfiguration {
  const parents = [...new Set(repos.map(({ root }) => posix.dirname(root)))];
  return {
    executor: 'nx-nix:check',
    cache: true,
    inputs: [
      ...repos.map((other) =>
        other === repo || (hasPackages(repo) && hasPackages(other))
          ? `{workspaceRoot}/${other.root}/**/*`
          : `{workspaceRoot}/${other.root}/nix-repo.json`,
      ),
      ...repos.flatMap(({ root, config: { baseNames } }) =>
        baseNames === undefined ? [] : [`{workspaceRoot}/${root}/${baseNames}`],
      ),
      // Written in the course of a run, perhaps; nobody looks at them.
      ...repos
        .filter(({ kind }) => kind === 'registry')
        .flatMap((registry) =>
          filesOfRegistry(registry).map((file) => `!{workspaceRoot}/${registry.root}/${file}`),
        ),
      // But for what is written of the base.
      ...(repos.some(({ config }) => config.base !== undefined)
        ? [{ env: WRITTEN_BASE_VARIABLE }]
        : []),
      // A folder that is to be a repo and cannot be one.
      ...parents.flatMap((parent) =>
        REPO_FILES.map((file) => `{workspaceRoot}/${parent}/*/${file}`),
      ),
      ...repos.map(({ root }) => ({ env: unseenVariable(root) })),
      { env: REVISIONS_VARIABLE },
      { externalDependencies: [] },
    ],
    outputs: ['{options.sarif}'],
    options: { sarif: checkSarifFile(repo.root), tool: toolHash() },
    metadata: {
      description: `Say all that is wrong with ${repo.name}`,
      technologies: ['nix'],
    },
  };
}

function emitRegistryTarget(repo: Repo, repos: readonly Repo[]): TargetConfiguration {
  const { baseNames } = repo.config;
  return {
    executor: 'nx-nix:emit-registry',
    cache: true,
    // Not `^resolve`: repos may depend on each other in circles. By tags, as another plugin may
    // give a project another name than its folder's.
    dependsOn: [
      {
        target: 'resolve',
        projects: REPO_KINDS.filter((kind) => kind !== 'registry').map(
          (kind) => `tag:${kindTag(kind)}`,
        ),
      },
    ],
    inputs: [
      // A second registry is a problem, and has no `resolve` that would tell of it.
      ...repos
        .filter(({ kind }) => kind === 'registry')
        .map(({ root }) => `{workspaceRoot}/${root}/nix-repo.json`),
      ...(baseNames === undefined
        ? []
        : // Where the file is ignored or a link, Nx does not see all of it.
          [`{workspaceRoot}/${repo.root}/${baseNames}`, { env: unseenVariable(repo.root) }]),
      ...baseInputs(repo),
      // Which Nix tells of it.
      ...(repo.config.base === undefined ? [] : [{ env: STORE_VARIABLE }]),
      { dependentTasksOutputFiles: '**/resolution.json' },
      { externalDependencies: [] },
    ],
    outputs: filesOfRegistry(repo).map((file) => `{projectRoot}/${file}`),
    options: { tool: toolHash() },
    metadata: {
      description: 'Wire the packages of all repos into one set and write the registry',
      technologies: ['nix'],
    },
  };
}

/** Not cached: the other set may be anywhere. What Nix said of a set that is the same is kept. */
function compareTarget(): TargetConfiguration {
  return {
    executor: 'nx-nix:compare',
    cache: false,
    dependsOn: ['emit-registry'],
    options: { tool: toolHash() },
    metadata: {
      description: 'Say of every package whether another package set has the same',
      technologies: ['nix'],
    },
  };
}

/** Not cached: what a branch leads to changes without any file of ours. */
function lockTarget(): TargetConfiguration {
  return {
    executor: 'nx-nix:lock',
    cache: false,
    options: { tool: toolHash() },
    metadata: {
      description: 'Lock what the published registry takes from elsewhere',
      technologies: ['nix'],
    },
  };
}

/**
 * A package can be made of any repo's files, so all of them are inputs: seen by Nx or not. Which
 * ones a package really is made of, Nix knows; it finds at once what it has built before.
 */
function nixBuildTarget(repo: Repo, registry: Repo, repos: readonly Repo[]): TargetConfiguration {
  return {
    executor: 'nx-nix:nix-build',
    cache: true,
    dependsOn: [{ target: 'emit-registry', projects: [`tag:${kindTag('registry')}`] }],
    inputs: [
      ...repos.map(({ root }) => `{workspaceRoot}/${root}/**/*`),
      // Written in the course of the run; a fileset has them as they were before.
      ...filesOfRegistry(registry).map((file) => `!{workspaceRoot}/${registry.root}/${file}`),
      ...baseInputs(registry),
      { env: EXTERNAL_FINGERPRINT_VARIABLE },
      { dependentTasksOutputFiles: '**/*' },
      ...repos.map(({ root }) => ({ env: unseenVariable(root) })),
      { env: STORE_VARIABLE },
      { env: REGISTRY_VARIABLE },
      { env: DRY_RUN_VARIABLE },
      { env: goneVariable(repo.root) },
      { externalDependencies: [] },
    ],
    outputs: [
      `{workspaceRoot}/${recordFile(repo.root)}`,
      `{workspaceRoot}/${resultFolder(repo.root)}`,
    ],
    options: { tool: toolHash() },
    metadata: {
      description: `Build the packages of ${repo.name} with Nix`,
      technologies: ['nix'],
    },
  };
}

/** The base lies where Nx may see nothing of it. */
function baseInputs({ config }: Repo): readonly { readonly env: string }[] {
  return config.base === undefined ? [] : [{ env: BASE_FINGERPRINT_VARIABLE }];
}

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
  missingResultsVariable,
  REGISTRY_VARIABLE,
  STORE_VARIABLE,
} from './nix-build-variables';
import { BASE_FINGERPRINT_VARIABLE, EXTERNAL_FINGERPRINT_VARIABLE } from './base-environment';
import { REVISIONS_VARIABLE } from './check-environment';
import { PROJECTS_VARIABLE } from './projects-variable';
import { REPOS_VARIABLE } from './repos-environment';
import { nixReadingVariable, unseenVariable } from './unseen-variable';
import { UNFINISHED_VARIABLE } from './unfinished';
import { WRITTEN_BASE_VARIABLE } from './written-base';
import { recordFile } from '../build/build-record';
import { resultFolder } from '../build/result-links';
import { toolHash } from '../workspace/tool-hash';

/** The tag of all repos of a kind. */
export function kindTag(kind: RepoKind): string {
  return `nix:${kind}`;
}

/** The folder that `resolve` writes to, from the workspace root; the repo itself is not changed. */
export function resolutionFolder(root: string): string {
  return `dist/${root}`;
}

/** The default file for the SARIF report of `check`. */
export function checkSarifFile(root: string): string {
  return `${resolutionFolder(root)}/check.sarif`;
}

/**
 * The targets of a repo. Their inputs are exactly the files that they read: a hit after a change in
 * one of these is the worst error that this plugin can make.
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
    resolve: resolveTarget(repo, registry),
    check: checkTarget(repo, repos),
    ...(registry && hasPackages(repo)
      ? { 'nix-build': nixBuildTarget(repo, registry, repos) }
      : {}),
  };
}

function resolveTarget(repo: Repo, registry: Repo | undefined): TargetConfiguration {
  const folder = `{workspaceRoot}/${resolutionFolder(repo.root)}`;
  return {
    executor: 'nx-nix:resolve',
    cache: true,
    inputs: [
      // From the workspace root: otherwise Nx leaves out the files of a project inside of this one.
      `{workspaceRoot}/${repo.root}/**/*`,
      // The registry can say how the repo is laid out.
      ...(registry && hasPackages(repo) ? [`{workspaceRoot}/${registry.root}/nix-repo.json`] : []),
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
 * Reads only files and the commits of the revision. It depends on no task, as a failing `resolve`
 * would prevent it from reporting other problems. For a repo without packages, the packages of
 * other repos do not matter.
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
      // A run may write these files, and `check` does not read them.
      ...repos
        .filter(({ kind }) => kind === 'registry')
        .flatMap((registry) =>
          filesOfRegistry(registry).map((file) => `!{workspaceRoot}/${registry.root}/${file}`),
        ),
      // Except for the written facts about the base.
      ...(repos.some(({ config }) => config.base !== undefined)
        ? [{ env: WRITTEN_BASE_VARIABLE }]
        : []),
      // A folder that should be a repo, but cannot be one.
      ...parents.flatMap((parent) =>
        REPO_FILES.map((file) => `{workspaceRoot}/${parent}/*/${file}`),
      ),
      // A folder that should be a project of Nx, and is none.
      { env: REPOS_VARIABLE },
      ...repos.map(({ root }) => ({ env: unseenVariable(root) })),
      { env: REVISIONS_VARIABLE },
      { env: PROJECTS_VARIABLE },
      { env: UNFINISHED_VARIABLE },
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
    // Not `^resolve`: repos may depend on each other in circles. By tags, not names: another plugin
    // may give a project another name than its folder.
    dependsOn: [
      {
        target: 'resolve',
        projects: REPO_KINDS.filter((kind) => kind !== 'registry').map(
          (kind) => `tag:${kindTag(kind)}`,
        ),
      },
    ],
    inputs: [
      // A second registry is a problem, and has no `resolve` that would report it.
      ...repos
        .filter(({ kind }) => kind === 'registry')
        .map(({ root }) => `{workspaceRoot}/${root}/nix-repo.json`),
      ...(baseNames === undefined
        ? []
        : // Nx does not see the whole file if it is ignored or a link.
          [`{workspaceRoot}/${repo.root}/${baseNames}`, { env: unseenVariable(repo.root) }]),
      ...baseInputs(repo),
      // The version of Nix that answers questions about the base.
      ...(repo.config.base === undefined ? [] : [{ env: STORE_VARIABLE }]),
      { env: REPOS_VARIABLE },
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

/**
 * Not cached, because the other set may be anywhere. The answers of Nix are kept by `compare`
 * itself.
 */
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

/** Not cached, because a branch can change without a change of our files. */
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
 * A package can use files of any repo, so all files are inputs, whether Nx sees them or not. Nix
 * knows which files a package really uses, and finds earlier builds at once.
 */
function nixBuildTarget(repo: Repo, registry: Repo, repos: readonly Repo[]): TargetConfiguration {
  return {
    executor: 'nx-nix:nix-build',
    cache: true,
    dependsOn: [{ target: 'emit-registry', projects: [`tag:${kindTag('registry')}`] }],
    inputs: [
      ...repos.map(({ root }) => `{workspaceRoot}/${root}/**/*`),
      // The run may write these files; a fileset would contain their state from before.
      ...filesOfRegistry(registry).map((file) => `!{workspaceRoot}/${registry.root}/${file}`),
      ...baseInputs(registry),
      { env: EXTERNAL_FINGERPRINT_VARIABLE },
      { dependentTasksOutputFiles: '**/*' },
      ...repos.map(({ root }) => ({ env: unseenVariable(root) })),
      { env: STORE_VARIABLE },
      { env: REGISTRY_VARIABLE },
      { env: DRY_RUN_VARIABLE },
      { env: missingResultsVariable(repo.root) },
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

/** A variable, because the base may lie where Nx sees nothing. */
function baseInputs({ config }: Repo): readonly { readonly env: string }[] {
  return config.base === undefined ? [] : [{ env: BASE_FINGERPRINT_VARIABLE }];
}

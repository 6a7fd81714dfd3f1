import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { NxJsonConfiguration, ProjectConfiguration, TargetConfiguration } from '@nx/devkit';
import { readRegularText } from '@nx-nix/files';
import { MOST_JSON_BYTES, type Grants, type Repo } from '@nx-nix/resolver';
import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { kindTag, targetsOf } from '../tasks/targets';
import { nixMetadata } from '../workspace/repos';

/** Something in Nx that a repo's own files do beyond what this plugin made, ungranted. */
export interface ProjectAsk {
  /** The repo's folder, from the workspace root. */
  readonly root: string;
  readonly repo: string;
  /** The file that is to be looked at, from the workspace root, and an offset in it. */
  readonly file: string;
  readonly offset: number;
  /** What the repo does, as words after its name. */
  readonly asks: string;
  /** The field of `grants`, and its value, that allow it; absent if nothing can. */
  readonly field?: keyof Grants;
  readonly value?: unknown;
  /** The target that is concerned; undefined if none is, or all may be. */
  readonly target?: string;
  /** True if no target can be run as if nothing were, `check` neither. */
  readonly concernsAll?: true;
}

/** The projects of a workspace as Nx merged them, and what they have to be held to. */
export interface MergedProjects {
  readonly workspaceRoot: string;
  readonly repos: readonly Repo[];
  /** The folder that repos lie in, from the workspace root. */
  readonly reposFolder: string;
  readonly projects: Readonly<Record<string, ProjectConfiguration>>;
  readonly nxJson: NxJsonConfiguration;
  /** All files of a project that Nx sees, by the project's name. */
  readonly filesOf: (project: string) => readonly string[];
}

// Why: docs/security.md#projects-and-targets
/**
 * Compares the projects of repos, as Nx merged them from all plugins, defaults and files, with what
 * this plugin made of them. A repo's own `project.json` wins over a plugin, so it could give our
 * targets any command. The registry is its owner's: its own targets, tags and projects are no
 * matter here, but what our targets run and read is. Where several say that they are the registry, a
 * repo may have said so for itself: then none is the owner's, and nobody grants anything.
 */
export function projectAsks(merged: MergedProjects): readonly ProjectAsk[] {
  const { repos, projects } = merged;
  const [first, second] = repos.filter(({ kind }) => kind === 'registry');
  if (!first) return [];
  const registry = second ? undefined : first;
  const grants = registry?.config.grants ?? {};
  const byRoot = new Map(Object.entries(projects).map(([name, { root }]) => [root, name]));
  return repos
    .flatMap((repo) => {
      const name = byRoot.get(repo.root);
      const granted = Object.hasOwn(grants, repo.name) ? grants[repo.name]! : {};
      const isOwners = repo === registry;
      return [
        ...(name === undefined ? [] : ownProject(merged, repo, name, granted, isOwners)),
        ...(isOwners
          ? []
          : [
              ...innerProjects(merged, repo, granted),
              ...nxJsons(merged, repo, granted),
              ...variableFiles(merged, repo),
            ]),
      ];
    })
    .concat(projectsOfNoRepo(merged));
}

/** The files with environment variables that Nx reads for the tasks of a project: `.env.local`, … */
const VARIABLE_FILE = /^\.env(\..+)?$|^\..+\.env$/;

/** NOTE: also of files that git ignores; `NODE_OPTIONS` there is a program in each task. */
function variableFiles({ workspaceRoot }: MergedProjects, repo: Repo): readonly ProjectAsk[] {
  return namesIn(join(workspaceRoot, repo.root))
    .filter((name) => VARIABLE_FILE.test(name))
    .map((name) => ({
      ...of(repo),
      file: `${repo.root}/${name}`,
      offset: 0,
      asks: `has ${name}, from which Nx takes environment variables for its tasks`,
      concernsAll: true,
    }));
}

/** What lies among the repos and is none is held to nothing else, and has what tags it likes. */
function projectsOfNoRepo({ reposFolder, repos, projects }: MergedProjects): readonly ProjectAsk[] {
  return Object.values(projects).flatMap(({ root }) => {
    const isAmong = reposFolder !== '.' && root.startsWith(`${reposFolder}/`);
    const isKnown = repos.some((repo) => `${root}/`.startsWith(`${repo.root}/`));
    if (!isAmong || isKnown) return [];
    const repo = root.slice(reposFolder.length + 1).split('/', 1)[0]!;
    const asks = `is a project in ${reposFolder}, and no repo`;
    const place = { root: `${reposFolder}/${repo}`, file: `${root}/project.json`, offset: 0 };
    return [{ ...place, repo, asks, concernsAll: true as const }];
  });
}

// Why: docs/security.md#projects-and-targets
/**
 * Sync generators that projects in the folder of repos bring along, and that neither the owner of the
 * workspace names in nx.json nor the registry grants. NOTE: `nx sync` takes them from the graph, and
 * asks no plugin before it runs them.
 */
export function foreignSyncGenerators({
  reposFolder,
  repos,
  projects,
  nxJson,
}: MergedProjects): readonly string[] {
  const registries = repos.filter(({ kind }) => kind === 'registry');
  const registry = registries.length === 1 ? registries[0] : undefined;
  const owners = new Set(
    Object.values((nxJson.targetDefaults ?? {}) as Record<string, unknown>)
      .flat()
      .flatMap((one) => (one as TargetConfiguration | null)?.syncGenerators ?? []),
  );
  return Object.values(projects).flatMap(({ root, targets = {} }) => {
    if (!root.startsWith(`${reposFolder}/`) || root === registry?.root) return [];
    const repo = root.slice(reposFolder.length + 1).split('/', 1)[0]!;
    const grants = registry?.config.grants ?? {};
    const granted = Object.hasOwn(grants, repo) ? (grants[repo]!.targets ?? []) : [];
    return Object.entries(targets).flatMap(([name, { syncGenerators = [] }]) =>
      granted.includes(name)
        ? []
        : syncGenerators
            .filter((generator) => !owners.has(generator))
            .map((generator) => `${root}: the target ${name} brings the generator ${generator}`),
    );
  });
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function ownProject(
  merged: MergedProjects,
  repo: Repo,
  name: string,
  granted: Grants,
  isOwners: boolean,
): readonly ProjectAsk[] {
  const project = merged.projects[name]!;
  const made = targetsOf(repo, merged.repos);
  const found: ProjectAsk[] = [];
  if (nixMetadata(project)?.kind !== repo.kind) {
    const asks = 'says in `metadata.nix` that it is none of its kind';
    found.push({ ...whereIn(merged.workspaceRoot, repo, ['metadata', 'nix']), ...of(repo), asks });
  }
  const add = (
    keys: readonly string[],
    ask: Pick<ProjectAsk, 'asks' | 'field' | 'value' | 'target'>,
  ) => found.push({ ...whereIn(merged.workspaceRoot, repo, keys), ...of(repo), ...ask });
  for (const [target, ours] of Object.entries(made)) {
    const has = project.targets?.[target];
    if (granted.targets?.includes(target)) continue;
    for (const field of changedFields(ours, has, defaultsOf(merged.nxJson, target, ours))) {
      const asks = has
        ? `changes \`${field}\` of the target \`${target}\``
        : `takes the target \`${target}\` away`;
      add(['targets', target, field], { asks, ...more(granted, 'targets', target), target });
    }
  }
  if (isOwners) return found;
  for (const target of Object.keys(project.targets ?? {})) {
    if (Object.hasOwn(made, target) || granted.targets?.includes(target)) continue;
    const asks = `has a target \`${target}\` of its own`;
    add(['targets', target], { asks, ...more(granted, 'targets', target), target });
  }
  const ownTags = ['nix', kindTag(repo.kind), ...(granted.tags ?? [])];
  for (const tag of (project.tags ?? []).filter((one) => !ownTags.includes(one))) {
    add(['tags'], { asks: `has the tag \`${tag}\``, ...more(granted, 'tags', tag) });
  }
  if (name !== repo.name && name !== granted.projectName) {
    add(['name'], { asks: `is the project \`${name}\``, field: 'projectName', value: name });
  }
  return found;
}

/** Fields of a target that only its plugin may set: what runs, and what it depends on. */
const FIXED = ['executor', 'command', 'inputs', 'outputs'] as const;

/** Fields that nx.json's `targetDefaults` may set, as the workspace's owner says. */
const OF_OWNER = [
  ...['cache', 'dependsOn', 'configurations', 'defaultConfiguration', 'parallelism'],
  ...['continuous', 'syncGenerators'],
] as const;

/** What a field is where nobody says anything. */
const NOTHING: Readonly<Record<string, unknown>> = { configurations: {}, parallelism: true };

type Fields = Readonly<Record<string, unknown>>;

/** The fields of a target that are neither what we made, nor what the owner's defaults may say. */
function changedFields(
  ours: TargetConfiguration,
  merged: TargetConfiguration | undefined,
  defaults: readonly TargetConfiguration[],
): readonly string[] {
  if (!merged) return [''];
  const [made, has] = [ours as Fields, merged as Fields];
  const isOurs = (field: string): boolean =>
    isDeepStrictEqual(has[field] ?? NOTHING[field], made[field] ?? NOTHING[field]);
  const isOwners = (field: string): boolean =>
    defaults.some((one) => field in one && isDeepStrictEqual(has[field], (one as Fields)[field]));
  const known = new Set<string>([...FIXED, ...OF_OWNER, 'options', 'metadata']);
  return [
    ...FIXED.filter((field) => !isOurs(field)),
    ...OF_OWNER.filter((field) => !isOurs(field) && !isOwners(field)),
    ...(hasOptions(made['options'], has['options'], defaults) ? [] : ['options']),
    ...(saysHowToRun(has['metadata']) ? ['metadata'] : []),
    ...Object.keys(has).filter((field) => !known.has(field) && !isOwners(field)),
  ];
}

/** Whether metadata of a target is more than words for people. */
function saysHowToRun(metadata: unknown): boolean {
  const words = ['description', 'technologies', 'help'];
  return Object.keys((metadata ?? {}) as Fields).some((key) => !words.includes(key));
}

function hasOptions(
  made: unknown,
  merged: unknown,
  defaults: readonly TargetConfiguration[],
): boolean {
  const [ours, has] = [(made ?? {}) as Fields, (merged ?? {}) as Fields];
  return [...new Set([...Object.keys(ours), ...Object.keys(has)])].every(
    (key) =>
      isDeepStrictEqual(has[key], ours[key]) ||
      // The hash of our code is in every hash, whoever sets options.
      (key !== 'tool' &&
        defaults.some(({ options }) => isDeepStrictEqual(has[key], (options as Fields)?.[key]))),
  );
}

/** What nx.json says of a target, by its name or by its executor. */
function defaultsOf(
  { targetDefaults = {} }: NxJsonConfiguration,
  target: string,
  { executor }: TargetConfiguration,
): readonly TargetConfiguration[] {
  return Object.entries(targetDefaults as Record<string, unknown>).flatMap(([key, value]) => {
    if (key !== target && key !== executor && !isGlobOf(key, target)) return [];
    return [value].flat().filter((one) => typeof one === 'object' && one !== null);
  }) as readonly TargetConfiguration[];
}

/** Nx takes keys with `*` as patterns for names of targets. */
function isGlobOf(key: string, target: string): boolean {
  if (!key.includes('*')) return false;
  const parts = key.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`).test(target);
}

function innerProjects(
  { projects }: MergedProjects,
  repo: Repo,
  granted: Grants,
): readonly ProjectAsk[] {
  return Object.values(projects).flatMap(({ root }) => {
    if (!root.startsWith(`${repo.root}/`)) return [];
    const folder = root.slice(repo.root.length + 1);
    if (granted.projects?.includes(folder)) return [];
    const asks = `has a project of its own in ${folder}`;
    const place = { file: `${root}/project.json`, offset: 0 };
    return [{ ...of(repo), ...place, asks, ...more(granted, 'projects', folder) }];
  });
}

/** Whoever stands in such a folder works in another workspace, with plugins of the repo. */
function nxJsons(
  { workspaceRoot, projects, filesOf }: MergedProjects,
  repo: Repo,
  granted: Grants,
): readonly ProjectAsk[] {
  if (granted.nxJson) return [];
  const own = Object.keys(projects).filter((name) =>
    `${projects[name]!.root}/`.startsWith(`${repo.root}/`),
  );
  const seen = own.flatMap(filesOf).filter((file) => file.endsWith('/nx.json'));
  const top = `${repo.root}/nx.json`;
  const files = existsSync(join(workspaceRoot, top)) ? [top, ...seen] : seen;
  return [...new Set(files)].map((file) => ({
    ...of(repo),
    ...{
      file,
      offset: 0,
      asks: 'has an nx.json, by which its folder is a workspace with plugins of its own',
    },
    ...{ field: 'nxJson' as const, value: true },
  }));
}

function of({ root, name }: Repo): Pick<ProjectAsk, 'root' | 'repo'> {
  return { root, repo: name };
}

/** The list that is granted already, with one more. */
function more(
  granted: Grants,
  field: 'targets' | 'tags' | 'projects',
  value: string,
): Pick<ProjectAsk, 'field' | 'value'> {
  return { field, value: [...(granted[field] ?? []), value] };
}

/** The place of what a repo's own file says; nx.json's start, if no file of the repo says it. */
function whereIn(
  workspaceRoot: string,
  { root }: Repo,
  keys: readonly string[],
): Pick<ProjectAsk, 'file' | 'offset'> {
  for (const [name, above] of [
    ['project.json', []],
    ['package.json', ['nx']],
  ] as const) {
    const file = `${root}/${name}`;
    const tree = treeOf(join(workspaceRoot, file));
    for (let depth = keys.length; tree && depth > 0; depth--) {
      const node = findNodeAtLocation(tree, [...above, ...keys.slice(0, depth)]);
      if (node) return { file, offset: node.parent?.offset ?? node.offset };
    }
  }
  const own = REPO_OWN.map((name) => `${root}/${name}`).find((file) =>
    existsSync(join(workspaceRoot, file)),
  );
  return { file: own ?? 'nx.json', offset: 0 };
}

const REPO_OWN = ['project.json', 'package.json'];

function treeOf(file: string): ReturnType<typeof parseTree> {
  try {
    return parseTree(readRegularText(file, MOST_JSON_BYTES));
  } catch {
    return undefined;
  }
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import {
  hasPackages,
  type Positions,
  type Problem,
  problemsBeforeBase,
  registryFiles,
  repoAt,
  type Resolution,
  RESOLUTION_FORMAT,
  sortProblems,
  leftOutFolders,
  wireResolutions,
  type Wiring,
  workspaceProblems,
} from '@nx-nix/resolver';
import { baseOfRegistry } from '../../base/base-of-registry';
import { requireUnchangedBase } from '../../tasks/base-environment';
import { nixMetadata, repoFoldersOfProjects } from '../../workspace/repos';
import { resolutionFolder } from '../../tasks/targets';
import { findNix, type Nix } from '../../nix/find-nix';
import { complain, say } from '../../boundary/say';
import { told, toldLines } from '../../boundary/terminal-text';
import { runCommand, type CommandOutcome } from '../../boundary/run-command';
import { UserError } from '../../boundary/user-error';
import { optionsOfPlugin } from '../../workspace/plugin-options';
import { registryFrame } from '../../workspace/registry-frame';
import { writeRegistry } from '../../workspace/write-registry';
import { BASE_UNASKED, countText, problemsText } from '../../boundary/terminal';

/** Options of the executor; see its schema.json. */
export interface EmitRegistryOptions {
  readonly json?: boolean;
}

/**
 * Wires the resolutions of all repos and writes the registry. If there are problems, nothing is
 * written.
 */
export default function emitRegistry(
  options: EmitRegistryOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  return runCommand({ command: 'emit-registry', json: options.json }, context, () => emit(context));
}

async function emit(context: ExecutorContext): Promise<CommandOutcome> {
  const root = context.projectsConfigurations.projects[context.projectName!]!.root;
  const roots = rootsOfResolveTasks(context);
  const resolutions = roots.map((repo) => readResolution(context.root, repo));
  const registry = repoAt(context.root, root);
  const withPackages = resolutions.filter(hasPackages);
  const toWire = {
    workspaceRoot: context.root,
    registry: registry.repo,
    resolutions,
    positionsOf: (repo: string) => readPositions(context.root, resolutions, repo),
  };
  const ofRepos = [...registry.problems, ...problemsOfWorkspace(context)];
  const isSpared = ofRepos.length > 0 || problemsBeforeBase(toWire).length > 0;
  const nix = (): Nix => findNix(context.root, optionsOfPlugin(context.nxJsonConfiguration).nix);
  const base = await baseOfRegistry(context.root, registry.repo, withPackages, { nix, isSpared });
  requireUnchangedBase(base.facts);
  const { wiring, problems: ofBase } = wireResolutions({ ...toWire, base });
  const problems = sortProblems([...ofRepos, ...ofBase, ...wiring.problems]);
  const packages = wiring.packages.length;
  if (problems.length > 0) {
    return {
      success: false,
      problems,
      result: { packages, written: [], ...(base.isUnasked && { base: 'not asked' }) },
      print: () => {
        complain(problemsText(problems));
        if (base.isUnasked) complain(told`\n${BASE_UNASKED}`);
        complain(told`\n${root}/pkgs.nix stays as it was.`);
      },
    };
  }
  const lib = resolutions.find(({ kind }) => kind === 'lib');
  const frame = registryFrame(registry.repo, lib && { root: lib.root, config: lib.config });
  const files = await registryFiles(wiring, frame, base.facts);
  const written = writeRegistry(context.root, root, files);
  return {
    success: true,
    problems: [],
    result: { packages, written },
    print: () => say(toldLines(summary(wiring, root))),
  };
}

/** The problems of the workspace's folders and of what they say of themselves. */
function problemsOfWorkspace({
  root,
  projectsConfigurations: { projects },
}: ExecutorContext): readonly Problem[] {
  const folders = repoFoldersOfProjects(projects);
  const repos = folders.map((folder) => repoAt(root, folder).repo);
  return workspaceProblems(repos, leftOutFolders(root, folders));
}

// Why: docs/decisions/caching-and-hashing.md#emit-registry-fails-without-its-resolve-tasks-in-the-same-run
/**
 * The repos whose `resolve` ran before this task or was a hit. They come from the task graph,
 * because Nx hashes the outputs of exactly these tasks: without one of them, an old resolution on
 * the disk could be used, and the result cached under a wrong hash.
 */
function rootsOfResolveTasks(context: ExecutorContext): readonly string[] {
  const { projects } = context.projectsConfigurations;
  const wanted = Object.entries(projects).filter(
    ([, project]) => project.targets?.['resolve'] && nixMetadata(project),
  );
  const tasks = context.taskGraph?.tasks ?? {};
  const missing = wanted.filter(([name]) => !tasks[`${name}:resolve`]).map(([name]) => name);
  if (missing.length > 0) {
    throw new UserError(
      `emit-registry needs the resolve of ${missing.join(', ')} in the same run: leave out \`--exclude-task-dependencies\``,
    );
  }
  return wanted.map(([, project]) => project.root).sort();
}

function readResolution(workspaceRoot: string, root: string): Resolution {
  const file = `${resolutionFolder(root)}/resolution.json`;
  const resolution = JSON.parse(readFileSync(join(workspaceRoot, file), 'utf8')) as Resolution;
  if (resolution.format !== RESOLUTION_FORMAT) {
    throw new UserError(
      `${file} is of another version of nx-nix: run \`nx reset\`, then this again`,
    );
  }
  if (resolution.problems.length > 0) {
    throw new UserError(
      `${file} has problems: run \`nx run ${resolution.repo}:resolve\` to see them`,
    );
  }
  return resolution;
}

function readPositions(
  workspaceRoot: string,
  resolutions: readonly Resolution[],
  repo: string,
): Positions | undefined {
  const root = resolutions.find((resolution) => resolution.repo === repo)!.root;
  const file = join(workspaceRoot, resolutionFolder(root), 'positions.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Positions;
  } catch {
    // Without positions, messages name files without lines, which is better than no message.
    return undefined;
  }
}

function summary(wiring: Wiring, root: string): string {
  const size = [
    `${countText(wiring.packages.length, 'package')} of ${countText(wiring.repos.length, 'repo')}`,
    countText(wiring.levels, 'level'),
    ...(wiring.layers.length > 0 ? [countText(wiring.layers.length, 'layer')] : []),
  ].join(', ');
  const circles = wiring.components.map(
    ({ cycle }) =>
      `\nwarning: packages need each other in a circle: ${[...cycle, cycle[0]].join(' → ')}`,
  );
  return `${root}/pkgs.nix: ${size}${circles.join('')}`;
}

import { basename } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { baseArguments } from '../../base/base-arguments';
import { writtenFacts } from '../../base/base-of-registry';
import { DRY_RUN_VARIABLE } from '../../tasks/nix-build-variables';
import { nixMetadata, readRepo, repoFoldersOfProjects } from '../../workspace/repos';
import { buildPackages, type BuildReport } from '../../build/build-packages';
import { readRecord, recordedPaths } from '../../build/build-record';
import type { EvaluationPlace, PackageName } from '../../build/evaluate';
import { findNix, type Nix } from '../../nix/find-nix';
import { keepResults } from '../../build/keep-results';
import { settingArguments, type NixOptions } from '../../nix/nix-options';
import { nixPlace } from '../../nix/nix-place';
import { UserError } from '../../errors/user-error';
import { nixSystem } from '../../nix/nix-system';
import { reportText } from '../../build/build-report';
import { missingPaths } from '../../nix/store-paths';
import { optionsOfPlugin } from '../../workspace/plugin-options';
import { countText } from '../../command/terminal';
import { packagesToBuild } from './packages-to-build';
import { requireFreshRegistry } from './require-fresh-registry';
import { whenInterrupted } from '../../command/when-interrupted';

export interface NixBuildOptions extends NixOptions {
  readonly packages?: readonly string[];
  readonly dryRun?: boolean;
  readonly system?: string;
  readonly json?: boolean;
}

/** Builds a repo's packages, or those named, and links what was built. */
export default async function nixBuild(
  options: NixBuildOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const interruption = whenInterrupted();
  try {
    return { success: await build(options, context, interruption.signal) };
  } catch (error) {
    const isForPeople = error instanceof UserError || isAboutDisk(error);
    if (!isForPeople) throw error;
    const { message } = error as Error;
    const json = { repo: context.projectName, success: false, error: message };
    if (options.json) console.log(JSON.stringify(json));
    else console.error(message);
    return { success: false };
  } finally {
    interruption.end();
  }
}

async function build(
  options: NixBuildOptions,
  context: ExecutorContext,
  signal: AbortSignal,
): Promise<boolean> {
  const { projects } = context.projectsConfigurations;
  const repo = projects[context.projectName!]!;
  // Nx may have another name for it.
  const name = basename(repo.root);
  const dryRun = options.dryRun ?? false;
  if (dryRun && !process.env[DRY_RUN_VARIABLE]) {
    throw new UserError(
      `dryRun is for the command line, where its outcome is not cached: nx run ${context.projectName}:nix-build --dryRun`,
    );
  }
  const registry = registryOf(context);
  await requireFreshRegistry(context, registry);
  const packages = packagesToBuild(context.root, registry.root, name, options.packages ?? []);
  const nix = findNix(context.root, optionsOfPlugin(context.nxJsonConfiguration).nix);
  const { storeDir } = await nixPlace(nix);
  const place: EvaluationPlace = {
    workspaceRoot: context.root,
    registry: registry.root,
    repos: repoFoldersOfProjects(projects),
    base: argumentsForBase(context.root, registry.root),
    system: options.system ?? nixSystem(),
    options: settingArguments(options),
    signal,
  };
  if (!options.json) {
    console.log(opening(name, packages, place.system, dryRun));
    await tellWhatIsGone(nix, storeDir, context.root, repo.root);
  }
  const screen = options.json ? undefined : terminal();
  const report = await buildPackages({ nix, storeDir, place, packages, options, dryRun, screen });
  const refused = refusedPackages(report, options.packages ?? []);
  const success = report.succeeded && refused.length === 0;
  if (!dryRun && !signal.aborted) {
    const what = { report, packages, system: place.system, storeDir, isComplete: success };
    await keepResults(nix, context.root, repo.root, what);
  }
  if (options.json) {
    console.log(JSON.stringify(jsonOf(name, place.system, dryRun, success, report)));
  } else {
    for (const line of refused) console.error(line);
    if (packages.length > 0) console.log(`\n${reportText(report)}`);
    if (signal.aborted) console.error('\nInterrupted.');
  }
  return success;
}

function registryOf(context: ExecutorContext): { readonly name: string; readonly root: string } {
  const { projects } = context.projectsConfigurations;
  const found = Object.entries(projects).find(([, p]) => nixMetadata(p)?.kind === 'registry');
  if (!found) throw new UserError('the workspace has no registry');
  return { name: found[0], root: found[1].root };
}

function argumentsForBase(workspaceRoot: string, root: string): readonly string[] {
  const { repo } = readRepo(workspaceRoot, root);
  return baseArguments(workspaceRoot, repo, writtenFacts(workspaceRoot, repo));
}

function opening(
  repo: string,
  packages: readonly PackageName[],
  system: string,
  dryRun: boolean,
): string {
  if (packages.length === 0) return `${repo} has no packages`;
  const what = countText(packages.length, 'package');
  return `${dryRun ? 'what it would take to build' : 'building'} ${what} of ${repo} for ${system}`;
}

/** What an earlier run built and is no longer there: a person wonders why it is built again. */
async function tellWhatIsGone(
  nix: Nix,
  storeDir: string,
  workspaceRoot: string,
  root: string,
): Promise<void> {
  const record = readRecord(workspaceRoot, root);
  if (!record) return;
  const { invalid, vanished } = await missingPaths(nix, storeDir, recordedPaths(record));
  const gone = record.packages.filter(({ outputs }) =>
    Object.values(outputs).some((path) => invalid.has(path) || vanished.has(path)),
  );
  if (gone.length === 0) return;
  const names = gone.map(({ attribute }) => attribute).join(', ');
  console.log(`gone from the store since the last build, and restored if still wanted: ${names}`);
}

/** A package that was asked for by name and is nothing that can be built. */
function refusedPackages({ outcomes }: BuildReport, wanted: readonly string[]): readonly string[] {
  if (wanted.length === 0) return [];
  return outcomes
    .filter(({ outcome }) => outcome === 'nothing to build')
    .map(({ attribute, because }) => `${attribute} cannot be built: ${because}`);
}

function jsonOf(
  repo: string,
  system: string,
  dryRun: boolean,
  success: boolean,
  { outcomes, failures, errors, storeFailure }: BuildReport,
): unknown {
  return {
    repo,
    system,
    dryRun,
    success,
    packages: outcomes,
    failures,
    errors,
    ...(storeFailure === undefined ? {} : { storeFailure }),
  };
}

function terminal(): { isTTY: boolean; columns: number; write(text: string): void } {
  const { stdout } = process;
  return {
    isTTY: stdout.isTTY === true,
    columns: stdout.columns ?? 80,
    write: (text) => void stdout.write(text),
  };
}

/** No room, or no right, to write where the workspace is. */
function isAboutDisk(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code !== undefined && ['EACCES', 'EDQUOT', 'ENOSPC', 'EPERM', 'EROFS'].includes(code);
}

import { loadParser } from '@nx-nix/lambdas';
import { clockOfRepos, type Place } from '@nx-nix/resolver';
import { basename } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { registryAccess } from '../../base/registry-access';
import { DRY_RUN_VARIABLE } from '../../tasks/nix-build-variables';
import { nixMetadata, repoFoldersOfProjects } from '../../workspace/repos';
import { buildPackages, type BuildReport } from '../../build/build-packages';
import { readRecord, recordedPaths } from '../../build/build-record';
import type { EvaluationSettings, PackageName } from '../../build/evaluate';
import { findNix, type Nix } from '../../nix/find-nix';
import { keepResults } from '../../build/keep-results';
import { settingArguments, type NixOptions } from '../../nix/nix-options';
import { nixPlace } from '../../nix/nix-identity';
import { complain, say } from '../../boundary/say';
import { told } from '../../boundary/terminal-text';
import { runCommand, type CommandOutcome } from '../../boundary/run-command';
import { UserError } from '../../boundary/user-error';
import { nixSystem } from '../../nix/nix-system';
import { buildReportText } from '../../build/build-report';
import { missingPaths } from '../../nix/store-paths';
import { optionsOfPlugin } from '../../workspace/plugin-options';
import { countText, screenOf } from '../../boundary/terminal';
import { packagesToBuild } from './packages-to-build';
import { requireFreshRegistry } from './require-fresh-registry';

/** Options of the executor; see its schema.json. */
export interface NixBuildOptions extends NixOptions {
  readonly packages?: readonly string[];
  readonly dryRun?: boolean;
  readonly system?: string;
  readonly json?: boolean;
}

/** Builds all packages of a repo, or those that are named, and links the results. */
export default function nixBuild(
  options: NixBuildOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const settings = { command: 'nix-build', json: options.json, stopsItself: true };
  return runCommand(settings, context, (signal) => build(options, context, signal));
}

async function build(
  options: NixBuildOptions,
  context: ExecutorContext,
  signal: AbortSignal,
): Promise<CommandOutcome> {
  const { projects } = context.projectsConfigurations;
  const repo = projects[context.projectName!]!;
  // The name of the Nx project may differ from the folder.
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
  const place: EvaluationSettings = {
    workspaceRoot: context.root,
    registry: registry.root,
    repos: repoFoldersOfProjects(projects),
    access: registryAccess(context.root, registry.root),
    system: options.system ?? nixSystem(),
    options: settingArguments(options),
    signal,
  };
  if (!options.json) {
    say(told`${firstLine(name, packages, place.system, dryRun)}`);
    await printWhatIsGone(nix, storeDir, context.root, repo.root);
  }
  const screen = options.json ? undefined : screenOf(process.stdout);
  const clock = clockOfRepos(context.root, place.repos, await loadParser());
  if (!options.json) printClock(clock);
  const report = await buildPackages({ nix, storeDir, place, packages, options, dryRun, screen });
  const refused = refusedPackages(report, options.packages ?? []);
  const success = report.succeeded && refused.length === 0;
  if (!dryRun && !signal.aborted) {
    const readsClock = clock.length > 0;
    const what = { report, packages, system: place.system, storeDir, readsClock };
    await keepResults(nix, context.root, repo.root, { ...what, isComplete: success });
  }
  return {
    success,
    problems: [],
    result: {
      ...{ repo: name, system: place.system, dryRun, interrupted: signal.aborted },
      ...{ packages: report.outcomes, failures: report.failures, errors: report.errors },
      ...(refused.length > 0 && { refused }),
      ...(clock.length > 0 && { clock }),
      ...(report.storeFailure !== undefined && { storeFailure: report.storeFailure }),
    },
    print: () => {
      for (const line of refused) complain(told`${line}`);
      if (packages.length > 0) say(told`\n${buildReportText(report)}`);
      if (signal.aborted) complain(told`\nInterrupted.`);
    },
  };
}

function registryOf(context: ExecutorContext): { readonly name: string; readonly root: string } {
  const { projects } = context.projectsConfigurations;
  const found = Object.entries(projects).find(([, p]) => nixMetadata(p)?.kind === 'registry');
  if (!found) throw new UserError('the workspace has no registry');
  return { name: found[0], root: found[1].root };
}

function firstLine(
  repo: string,
  packages: readonly PackageName[],
  system: string,
  dryRun: boolean,
): string {
  if (packages.length === 0) return `${repo} has no packages`;
  const what = countText(packages.length, 'package');
  return `${dryRun ? 'what it would take to build' : 'building'} ${what} of ${repo} for ${system}`;
}

/** How many places are named. */
const MOST_PLACES = 5;

function printClock(clock: readonly Place[]): void {
  if (clock.length === 0) return;
  const places = clock
    .slice(0, MOST_PLACES)
    .map(({ file, position: { line, column } }) => `${file}:${line}:${column}`);
  const more = clock.length > MOST_PLACES ? `, and ${clock.length - MOST_PLACES} more` : '';
  say(
    told`the time of evaluation is read in ${places.join(', ')}${more}: what is built now is built again next time`,
  );
}

/**
 * Prints which packages of the last build are no longer in the store, so that the user understands
 * why they are built again.
 */
async function printWhatIsGone(
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
  say(told`gone from the store since the last build, and restored if still wanted: ${names}`);
}

/** A sentence for each package that was requested by name and has nothing to build. */
function refusedPackages({ outcomes }: BuildReport, wanted: readonly string[]): readonly string[] {
  if (wanted.length === 0) return [];
  return outcomes
    .filter(({ outcome }) => outcome === 'nothing to build')
    .map(({ attribute, because }) => `${attribute} cannot be built: ${because}`);
}

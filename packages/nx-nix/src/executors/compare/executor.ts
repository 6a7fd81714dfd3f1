import { availableParallelism } from 'node:os';
import { mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { writeFileBeside } from '@nx-nix/files';
import { compareSets } from '../../compare/compare-sets';
import { fetchedBase } from '../../compare/sides/fetched-base';
import { registrySide, withOtherSide } from '../../compare/sides/find-sides';
import { KeptAnswers } from '../../compare/evaluation/kept-answers';
import { ProgressLine } from '../../compare/report/progress-line';
import { isSuccess, reportJson, type CompareReport } from '../../compare/report/report';
import { reportMarkdown } from '../../compare/report/report-markdown';
import { compareReportText } from '../../compare/report/report-text';
import type { Side } from '../../compare/evaluation/side';
import { isAcceptable, type Verdict } from '../../compare/verdict';
import { findNix } from '../../nix/find-nix';
import { settingArguments } from '../../nix/nix-options';
import { nixPlace } from '../../nix/nix-identity';
import { complain, say } from '../../boundary/say';
import { told } from '../../boundary/terminal-text';
import { runCommand, type CommandOutcome } from '../../boundary/run-command';
import { UserError } from '../../boundary/user-error';
import { dataDirectory } from '../../workspace/nx-internal';
import { optionsOfPlugin } from '../../workspace/plugin-options';
import { toolHash } from '../../workspace/tool-hash';
import { screenOf, wantsColour } from '../../boundary/terminal';
import { requestOf, type CompareOptions } from './request';
import type { SideSettings } from '../../compare/sides/side-settings';

/** Compares the registry with another package set, package by package. */
export default function compare(
  options: CompareOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const settings = { command: 'compare', json: options.json, stopsItself: true };
  return runCommand(settings, context, (signal) => compareRegistry(options, context, signal));
}

async function compareRegistry(
  options: CompareOptions,
  context: ExecutorContext,
  signal: AbortSignal,
): Promise<CommandOutcome> {
  const registry = context.projectsConfigurations.projects[context.projectName!]!.root;
  const plugin = optionsOfPlugin(context.nxJsonConfiguration);
  const { request, config } = requestOf(options, context.root, registry);
  const nix = findNix(context.root, plugin.nix);
  const { version, storeDir } = await nixPlace(nix);
  const place: SideSettings = {
    nix,
    workspaceRoot: context.root,
    reposFolder: plugin.repos,
    registry,
    from: context.cwd,
    against: options.against,
    config,
    readable: options.readable ?? [],
    settings: settingArguments(options),
    systems: request.systems,
    base: await fetchedBase(nix, context.root, registry),
  };
  const here = registrySide(place);
  const report = await withOtherSide(place, async (there): Promise<CompareReport> => {
    const sides = { here, there };
    const identities = [here.identity(), there.identity()];
    const keptOf = (identity: string | undefined): KeptAnswers =>
      new KeptAnswers(
        join(dataDirectory(), 'nx-nix', 'compare'),
        [toolHash(), version, storeDir, options.cross ?? '', identity],
        options.resume ?? true,
      );
    const kept = { here: keptOf(identities[0]), there: keptOf(identities[1]) };
    const progress = new ProgressLine(screenOf(process.stderr));
    try {
      const comparison = await compareSets(
        {
          ...{ nix, sides, storeDir, signal, kept, cross: options.cross },
          jobs: options.jobs ?? availableParallelism(),
          limits: { memory: options.memory ?? 3072, timeout: options.timeout ?? 300 },
          progress: progress.tell,
        },
        request,
      );
      requireUnchanged(sides, identities, kept);
      const { systems, sample } = request;
      const notes = [...here.notes, ...there.notes];
      const labels = { here: here.label, there: there.label };
      return { ...comparison, ...labels, systems, sample, notes, cross: options.cross };
    } finally {
      progress.end();
    }
  });
  if (options.markdown !== undefined) {
    writeMarkdown(resolve(context.cwd, options.markdown), report, options);
  }
  return {
    success: isSuccess(report, options.differences ?? 'fail'),
    problems: [],
    result: reportJson(report),
    print: () => show(report, options),
  };
}

/**
 * If files change during the evaluation, it is unknown which state the answers are for. Then they
 * are deleted.
 * @throws UserError when files of a side changed
 */
function requireUnchanged(
  { here, there }: { readonly here: Side; readonly there: Side },
  identities: readonly string[],
  kept: { readonly here: KeptAnswers; readonly there: KeptAnswers },
): void {
  const changed = [
    ...(here.identity() === identities[0] ? [] : (kept.here.drop(), [here.label])),
    ...(there.identity() === identities[1] ? [] : (kept.there.drop(), [there.label])),
  ];
  if (changed.length === 0) return;
  throw new UserError(
    `files of ${changed.join(' and of ')} changed while they were evaluated, so the comparison has no result: run it again`,
  );
}

function writeMarkdown(file: string, report: CompareReport, { allResults }: CompareOptions): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileBeside(file, reportMarkdown(report, allResults ?? false));
}

function show(
  report: CompareReport,
  { allResults: isWhole = false, differences = 'fail' }: CompareOptions,
): void {
  say(compareReportText(report, { isWhole, ...(wantsColour() ? { paint } : {}) }));
  // Nx only says that the task failed; a comparison that came to its end did not break.
  if (differences === 'fail' && isSuccess(report, 'ok') && !isSuccess(report, 'fail')) {
    complain(told`\nThey differ, and so this fails; with --differences=ok it does not.`);
  }
  if (!report.isStopped) return;
  complain(
    told`\nStopped after ${report.effort.evaluations} evaluations; the same command goes on from there.`,
  );
}

function paint(verdict: Verdict, text: string): string {
  return `\u001b[${isAcceptable(verdict) ? 32 : 31}m${text}\u001b[0m`;
}

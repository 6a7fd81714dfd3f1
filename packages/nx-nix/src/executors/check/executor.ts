import { mkdirSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { writeFileBeside } from '@nx-nix/files';
import { byCause, problemJson, ratchet, type Problem } from '@nx-nix/resolver';
import { announcedRevision } from '../../tasks/check-environment';
import { revisionProblems } from '../../check/revision-problems';
import { checkWorkspace, type WorkspaceCheck } from '../../check/check-workspace';
import { repoFoldersOfProjects } from '../../workspace/repos';
import { checkSarifFile } from '../../tasks/targets';
import { optionsOfPlugin } from '../../workspace/plugin-options';
import { complain, say, sayToWorkflow } from '../../boundary/say';
import { told } from '../../boundary/terminal-text';
import { runCommand, type CommandOutcome } from '../../boundary/run-command';
import { countText, problemsText } from '../../boundary/terminal';
import { announcedAsks, askProblems } from '../../projects/kept-asks';
import { UserError } from '../../boundary/user-error';
import { annotation } from './annotations';
import { Columns } from './columns';
import { sarif } from './sarif';

export interface CheckOptions {
  readonly base?: string;
  readonly all?: boolean;
  readonly json?: boolean;
  readonly github?: boolean;
  readonly sarif?: string;
}

/** What is wrong with a repo, divided by whether the revision of `--base` has it too. */
interface Findings {
  readonly fresh: readonly Problem[];
  readonly older: readonly Problem[];
  /** What a person should know of the comparison. */
  readonly notes: readonly string[];
}

// Why: docs/decisions/checking.md#check-depends-on-no-task-and-reads-all-repos-itself
/**
 * Says all that is wrong with one repo. It reads all repos itself and depends on no other task: where
 * one of them does not parse, the checks of the others still have something to say.
 */
export default function check(
  options: CheckOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  return runCommand({ command: 'check', json: options.json }, context, () =>
    checkRepo(options, context),
  );
}

async function checkRepo(options: CheckOptions, context: ExecutorContext): Promise<CommandOutcome> {
  const { projects } = context.projectsConfigurations;
  const { root } = projects[context.projectName!]!;
  const file = sarifFile(options, root, context);
  const checked = await checkWorkspace(
    context.root,
    repoFoldersOfProjects(projects),
    [root],
    'now',
  );
  const asks = announcedAsks().filter((ask) => ask.root === root);
  const problems = [...(checked.problems.get(root) ?? []), ...askProblems(context.root, asks)];
  const findings =
    options.base !== undefined
      ? await compare(options.base, problems, root, checked, context)
      : { fresh: problems, older: [], notes: [] };

  const columns = new Columns(context.root);
  writeSarif(join(context.root, file), findings, options, checked, columns);
  const repo = checked.analysis.repos.find((one) => one.repo.root === root)!.repo.name;
  const { fresh, older, notes } = findings;
  const base = options.base === undefined ? {} : { base: options.base };
  return {
    success: fresh.length === 0,
    problems: fresh,
    result: { repo, ...base, older: older.map(problemJson), notes },
    print: () => {
      printText(repo, options, findings);
      if (options.github ?? process.env['GITHUB_ACTIONS'] === 'true') {
        // GitHub shows ten of a step: many of one cause would keep the others out.
        for (const one of byCause(fresh)) sayToWorkflow(...annotation(one, columns));
      }
    },
  };
}

async function compare(
  revisionText: string,
  problems: readonly Problem[],
  root: string,
  { folders }: WorkspaceCheck,
  context: ExecutorContext,
): Promise<Findings> {
  const revision = announcedRevision(revisionText);
  const own = revision.repos[root];
  if (own?.kind === 'unknown') throw new UserError(`--base=${revisionText}: ${own.why}`);
  const { repos } = optionsOfPlugin(context.nxJsonConfiguration);
  const known = await revisionProblems(context.root, repos, revision);
  const notes = Object.values(revision.repos).flatMap((other) =>
    other.kind === 'unknown' ? [`${other.why}; it is taken as it is now`] : [],
  );
  return { ...ratchet(problems, folders, known), notes };
}

/** Where to; two tasks of a run cannot write one file. */
function sarifFile(options: CheckOptions, root: string, context: ExecutorContext): string {
  const own = checkSarifFile(root);
  const file = posix.normalize(options.sarif ?? own);
  if (file.startsWith('/') || file === '.' || file === '..' || file.startsWith('../')) {
    throw new UserError(`--sarif is a file inside of the workspace, not ${options.sarif}`);
  }
  const writers = Object.values(context.taskGraph?.tasks ?? {}).filter(
    ({ target, overrides }) =>
      target.target === context.targetName && (overrides as CheckOptions).sarif === options.sarif,
  );
  if (file !== own && options.sarif !== undefined && writers.length > 1) {
    throw new UserError(
      `--sarif=${options.sarif} would be written by ${countText(writers.length, 'repo')}: leave it out, and each repo's is in its folder below dist, as ${own}`,
    );
  }
  return file;
}

function writeSarif(
  file: string,
  { fresh, older }: Findings,
  { base }: CheckOptions,
  { folders }: WorkspaceCheck,
  columns: Columns,
): void {
  const all = [
    ...fresh.map((problem) => ({ problem, ...(base && { age: 'new' as const }) })),
    ...older.map((problem) => ({ problem, age: 'unchanged' as const })),
  ];
  mkdirSync(dirname(file), { recursive: true });
  writeFileBeside(file, sarif(all, folders, columns));
}

function printText(repo: string, { base, all }: CheckOptions, findings: Findings): void {
  const { fresh, older, notes } = findings;
  for (const note of notes) complain(told`note: ${note}`);
  if (all && older.length > 0) {
    say(told`Older problems, which ${base ?? ''} has too:\n\n${problemsText(older)}\n`);
  }
  if (fresh.length > 0) complain(problemsText(fresh));
  else say(told`${repo}: nothing ${base ? 'new ' : ''}is wrong`);
  if (older.length > 0 && !all) {
    const which = older.length === 1 ? 'it' : 'them';
    say(
      told`${countText(older.length, 'older problem')}, which ${base ?? ''} has too; --all shows ${which}.`,
    );
  }
}

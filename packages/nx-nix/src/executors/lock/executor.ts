import { mkdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { writeFilesBeside, readTextOrUndefined, removeLeftBeside } from '@nx-nix/files';
import {
  closedFlakeNix,
  layerInputs,
  leftOutFolders,
  nearestNames,
  sortProblems,
  type Attributes,
  type Problem,
} from '@nx-nix/resolver';
import { readWorkspaceCached, readRepoCached } from '../../reading/cached-reading';
import { oneAtATime } from '../../workspace/one-at-a-time';
import { repoFoldersOfProjects } from '../../workspace/repos';
import { checkLocks } from '../../lock/check-locks';
import { planLocks, type LockPlan } from '../../lock/lock-plan';
import { makeLocks, type LockChange, type MadeLocks } from '../../lock/make-locks';
import { complain, say } from '../../boundary/say';
import { told, toldLines } from '../../boundary/terminal-text';
import { runCommand, type CommandOutcome } from '../../boundary/run-command';
import { countText, problemsText } from '../../boundary/terminal';
import { UserError } from '../../boundary/user-error';

/** Options of the executor; see its schema.json. */
export interface LockOptions {
  readonly update?: readonly string[];
  readonly check?: boolean;
  readonly json?: boolean;
}

/** The registry's folder, and what locks it. */
interface Registry {
  readonly root: string;
  readonly command: string;
}

/** Locks the sources that the published registry takes from outside, or checks the locks. */
export default function lock(
  options: LockOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  return runCommand({ command: 'lock', json: options.json }, context, () =>
    lockRegistry(options, context),
  );
}

async function lockRegistry(
  options: LockOptions,
  context: ExecutorContext,
): Promise<CommandOutcome> {
  const root = context.projectsConfigurations.projects[context.projectName!]!.root;
  const roots = repoFoldersOfProjects(context.projectsConfigurations.projects);
  const analysis = await readWorkspaceCached(context.root, roots, (one) =>
    readRepoCached(context.root, one, { depth: 'head' }),
  );
  const { repo: registry, problems } = analysis.repos.find(({ repo }) => repo.root === root)!;
  const plan = planLocks(registry, analysis, layerInputs(analysis.wiring, registry.root));
  const names = (options.update ?? []).flatMap((text) => text.split(','));
  const wrong = wrongRequests(options, names, plan);
  if (wrong.length > 0) throw new UserError(wrong.join('\n'));
  // A lock without the inputs of a repo would be no lock of this registry.
  const { unseen } = leftOutFolders(context.root, roots);
  const all: LockPlan = { ...plan, problems: [...problems, ...unseen, ...plan.problems] };
  if (options.check) return check(context.root, all);
  const project = { root, command: `nx run ${context.projectName}:lock` };
  return write(context.root, project, all, names.includes('all') ? 'all' : new Set(names));
}

async function check(workspaceRoot: string, plan: LockPlan): Promise<CommandOutcome> {
  const checked = await checkLocks(workspaceRoot, plan);
  const problems = sortProblems(checked.problems);
  const { hashed, unknown } = checked;
  return {
    success: problems.length === 0,
    problems,
    result: { hashed, unknown },
    print: () => {
      if (problems.length > 0) complain(problemsText(problems));
      else say(toldLines(checkedText(plan, hashed)));
      if (unknown.length > 0) {
        say(told`not checked, as it is neither in git nor a folder: ${unknown.join(', ')}`);
      }
    },
  };
}

function checkedText({ locks }: LockPlan, hashed: number): string {
  const files = locks.map(({ file }) => file).join(' and ');
  return locks.length === 0
    ? NOTHING
    : `${files}: ${countText(hashed, 'source')} hashed again, all as locked`;
}

async function write(
  workspaceRoot: string,
  registry: Registry,
  plan: LockPlan,
  renew: 'all' | ReadonlySet<string>,
): Promise<CommandOutcome> {
  const { files, changes, notes, problems } = await makeLocks(workspaceRoot, plan, renew);
  if (problems.length > 0) return refused(sortProblems(problems));
  const written = writeLocks(workspaceRoot, registry, files);
  const inputs = changes.map(({ name, before = null, after }) => ({ name, before, after }));
  return {
    success: true,
    problems: [],
    result: { written, inputs, notes },
    print: () => say(toldLines(writtenText(plan, changes, notes, written))),
  };
}

/**
 * Writes the files that are not as they are to be, as one set: a flake.nix says that it is not whole
 * while its lock is replaced.
 * @returns which these were
 */
function writeLocks(
  workspaceRoot: string,
  { root, command }: Registry,
  files: MadeLocks['files'],
): readonly string[] {
  const at = (file: string): string => join(workspaceRoot, file);
  return oneAtATime(root, () => {
    const changed = files.filter(([file, text]) => readTextOrUndefined(at(file)) !== text);
    const isOfSet = (file: string): boolean => changed.length > 1 && isFlakeNix(file);
    const written = files.filter((one) => changed.includes(one) || isOfSet(one[0]));
    for (const [file] of written) mkdirSync(dirname(at(file)), { recursive: true });
    for (const [file] of files) removeLeftBeside(at(file));
    writeFilesBeside(
      written.map(([file, text]) => [at(file), text]),
      written.flatMap(([file]) =>
        isFlakeNix(file)
          ? [{ file: at(file), closed: closedFlakeNix(dirname(file), command) }]
          : [],
      ),
    );
    return changed.map(([file]) => file);
  });
}

function isFlakeNix(file: string): boolean {
  return basename(file) === 'flake.nix';
}

function writtenText(
  { locks }: LockPlan,
  changes: readonly LockChange[],
  notes: readonly string[],
  written: readonly string[],
): string {
  const lines = changes.map(changeText).filter((line) => line !== undefined);
  const state = written.length > 0 ? `written: ${written.join(', ')}` : 'all is locked already';
  const noteLines = notes.map((note) => `note: ${note}`);
  return [...lines, ...noteLines, locks.length === 0 ? NOTHING : state].join('\n');
}

const NOTHING =
  'there is nothing to lock: the registry is not published, and takes nothing from outside (docs/locks.md)';

function refused(problems: readonly Problem[]): CommandOutcome {
  return {
    success: false,
    problems,
    result: { written: [] },
    print: () => complain(told`${problemsText(problems)}\n\nNothing was written.`),
  };
}

/** Why the options cannot be followed: a sentence for each mistake. */
function wrongRequests(
  { check: isCheck }: LockOptions,
  names: readonly string[],
  { locks, base }: LockPlan,
): readonly string[] {
  const inputs = [...new Set(locks.flatMap((one) => one.inputs.map(({ name }) => name)))];
  return [
    ...(isCheck && names.length > 0 ? ['--check writes nothing: leave out --update'] : []),
    ...names
      .filter((name) => name !== 'all' && !inputs.includes(name))
      .map((name) => {
        const near = nearestNames(name, inputs);
        const hint =
          near.length > 0
            ? `did you mean ${near.join(' or ')}?`
            : `there are ${inputs.join(', ') || 'none'}`;
        return `--update: there is no input ${JSON.stringify(name)}; ${hint}`;
      }),
    ...(names.includes('base') && base
      ? ['--update: the base is locked by base.json; take that file away and run `nx sync`']
      : []),
  ];
}

function changeText({ name, before, after }: LockChange): string | undefined {
  const [old, now] = [before && state(before), state(after)];
  if (old === now) return undefined;
  return old === undefined ? `${name}: ${now}` : `${name}: ${old} → ${now}`;
}

function state({ rev, narHash, lastModified }: Attributes): string {
  const id = typeof rev === 'string' ? rev.slice(0, 12) : String(narHash);
  const day =
    typeof lastModified === 'number'
      ? ` (${new Date(lastModified * 1000).toISOString().slice(0, 10)})`
      : '';
  return `${id}${day}`;
}

import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ExecutorContext } from '@nx/devkit';
import { writeFilesBeside, readTextOrUndefined } from '@nx-nix/files';
import {
  layerInputs,
  nearestNames,
  sortProblems,
  type Attributes,
  type Problem,
} from '@nx-nix/resolver';
import { analyse, analyseRepo } from '../../reading/analysis';
import { repoFoldersOfProjects } from '../../workspace/repos';
import { checkLocks } from '../../lock/check-locks';
import { planLocks, type LockPlan } from '../../lock/lock-plan';
import { makeLocks, type LockChange } from '../../lock/make-locks';
import { countText, printJson, problemsText } from '../../command/terminal';

export interface LockOptions {
  readonly update?: readonly string[];
  readonly check?: boolean;
  readonly json?: boolean;
}

/** Locks what the published registry takes from elsewhere, or says what is wrong with its locks. */
export default async function lock(
  options: LockOptions,
  context: ExecutorContext,
): Promise<{ success: boolean }> {
  const root = context.projectsConfigurations.projects[context.projectName!]!.root;
  const roots = repoFoldersOfProjects(context.projectsConfigurations.projects);
  const analysis = await analyse(context.root, roots, (one) =>
    analyseRepo(context.root, one, { depth: 'head' }),
  );
  const { repo: registry, problems } = analysis.repos.find(({ repo }) => repo.root === root)!;
  const plan = planLocks(registry, analysis, layerInputs(analysis.wiring, registry.root));
  const names = (options.update ?? []).flatMap((text) => text.split(','));
  const wrong = wrongRequests(options, names, plan);
  if (wrong.length > 0) {
    if (options.json) console.log(JSON.stringify({ success: false, error: wrong.join('\n') }));
    else console.error(wrong.join('\n'));
    return { success: false };
  }
  const all: LockPlan = { ...plan, problems: [...problems, ...plan.problems] };
  if (options.check) return check(options, context.root, all);
  return write(options, context.root, all, names.includes('all') ? 'all' : new Set(names));
}

async function check(
  { json }: LockOptions,
  workspaceRoot: string,
  plan: LockPlan,
): Promise<{ success: boolean }> {
  const checked = await checkLocks(workspaceRoot, plan);
  const problems = sortProblems(checked.problems);
  const { hashed, unknown } = checked;
  if (json) {
    printJson({ success: problems.length === 0, hashed, unknown }, problems);
  } else if (problems.length > 0) {
    console.error(problemsText(problems));
  } else {
    console.log(
      plan.locks.length === 0
        ? NOTHING
        : `${plan.locks.map(({ file }) => file).join(' and ')}: ${countText(hashed, 'source')} hashed again, all as locked`,
    );
  }
  if (!json && unknown.length > 0) {
    console.log(`not looked at, as git does not have it: ${unknown.join(', ')}`);
  }
  return { success: problems.length === 0 };
}

async function write(
  { json }: LockOptions,
  workspaceRoot: string,
  plan: LockPlan,
  renew: 'all' | ReadonlySet<string>,
): Promise<{ success: boolean }> {
  const { files, changes, notes, problems } = await makeLocks(workspaceRoot, plan, renew);
  if (problems.length > 0) return refuse(json, sortProblems(problems));
  const changed = files.filter(
    ([file, text]) => readTextOrUndefined(join(workspaceRoot, file)) !== text,
  );
  for (const [file] of changed) mkdirSync(dirname(join(workspaceRoot, file)), { recursive: true });
  writeFilesBeside(changed.map(([file, text]) => [join(workspaceRoot, file), text]));
  const written = changed.map(([file]) => file);
  if (json) {
    const inputs = changes.map(({ name, before, after }) => ({
      name,
      before: before ?? null,
      after,
    }));
    printJson({ success: true, written, inputs, notes }, []);
    return { success: true };
  }
  const lines = changes.map(changeText).filter((line) => line !== undefined);
  const state = written.length > 0 ? `written: ${written.join(', ')}` : 'all is locked already';
  console.log(
    [
      ...lines,
      ...notes.map((note) => `note: ${note}`),
      plan.locks.length === 0 ? NOTHING : state,
    ].join('\n'),
  );
  return { success: true };
}

const NOTHING =
  'there is nothing to lock: the registry is not published, and takes nothing from outside (docs/locks.md)';

function refuse(json: boolean | undefined, problems: readonly Problem[]): { success: boolean } {
  if (json) printJson({ success: false, written: [] }, problems);
  else console.error(`${problemsText(problems)}\n\nNothing was written.`);
  return { success: false };
}

/** What was asked for in options that cannot be had, a sentence each. */
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

import { readInside } from '@nx-nix/files';
import {
  type Attributes,
  FILE_START,
  fileProblem,
  MOST_JSON_BYTES,
  type Problem,
  publishedFlakeNix,
  type PublishedInput,
} from '@nx-nix/resolver';
import {
  isFollowing,
  lockText,
  readLock,
  type Input,
  type Inputs,
  type LockNode,
} from './lock-file';
import { wrongFollows } from './follows';
import { notesOnOlderNix } from './older-nix';
import { Locker } from './lock-inputs';
import type { LockPlan, PlannedLock } from './lock-plan';
import { LockProblem } from './lock-problem';
import { failuresOf } from '../git/source-failure';

/** What changed for one input. */
export interface LockChange {
  readonly name: string;
  readonly before: Attributes | undefined;
  readonly after: Attributes;
}

/** The files to write, by path from the workspace root; none if there are problems. */
export interface MadeLocks {
  readonly files: readonly (readonly [file: string, content: string])[];
  readonly changes: readonly LockChange[];
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
}

/**
 * Makes all lock files of a plan. Locked inputs stay, unless they are renewed.
 * @param renew the names of inputs to lock again, or all
 */
export async function makeLocks(
  workspaceRoot: string,
  plan: LockPlan,
  renew: 'all' | ReadonlySet<string>,
): Promise<MadeLocks> {
  const problems: Problem[] = [...plan.problems];
  const known = plan.locks.map((lock) => knownInputs(workspaceRoot, lock, problems));
  const isWholePlan = plan.problems.length === 0;
  const locker = new Locker();
  const done = new Map<string, LockNode>();
  const files: [string, string][] = [];
  const changes = new Map<string, LockChange>();
  const notes: string[] = [];
  for (const [i, lock] of plan.locks.entries()) {
    const root = new Map<string, Input>();
    for (const input of lock.inputs) {
      const { name } = input;
      const before = known.map((inputs) => inputs.get(name)).find((one) => one !== undefined);
      const fixed = name === 'base' ? plan.base : undefined;
      const isRenewed = !done.has(name) && !fixed && (renew === 'all' || renew.has(name));
      const from = done.get(name) ?? known[i]!.get(name) ?? before;
      try {
        const isFlake = await isFlakeInput(locker, input, fixed ?? lockedOf(from, isRenewed));
        const wanted = { ...wantedInput(input), isFlake };
        const made = await locker.lock(wanted, from, isRenewed ? 'renew' : fixed);
        root.set(name, made.node);
        done.set(name, made.node);
        notes.push(...made.notes);
        changes.set(name, { name, before: lockedOf(before, false), after: made.node.locked });
      } catch (error) {
        problems.push(...asProblems(input, error));
      }
    }
    // Where inputs are missing, what follows them would be told as a mistake of its own.
    if (isWholePlan && root.size === lock.inputs.length) {
      problems.push(...followProblems(lock, root, plan.inPlace));
    }
    notes.push(...notesOnOlderNix(root));
    files.push([lock.file, lockText(root)]);
    if (lock.flake) files.push([lock.flake.file, flakeText(lock, lock.flake, root)]);
  }
  if (problems.length > 0) return { files: [], changes: [], notes: [], problems };
  return { files, changes: [...changes.values()], notes: [...new Set(notes)], problems };
}

/** The text of the flake.nix that belongs to a lock. */
export function flakeText(
  { inputs }: PlannedLock,
  { folder, description }: NonNullable<PlannedLock['flake']>,
  locked: Inputs,
): string {
  const written = inputs.map(({ name, url, follows }) => {
    const input = locked.get(name);
    return { name, url, follows, isFlake: !!input && !isFollowing(input) && input.isFlake };
  });
  return publishedFlakeNix(folder, description, written);
}

/** An input of the plan in the form that `Locker` takes: `follows` as paths from the root. */
export function wantedInput({ name, original, follows }: PublishedInput): {
  readonly name: string;
  readonly original: Attributes;
  readonly follows: ReadonlyMap<string, readonly string[]>;
} {
  const paths = Object.entries(follows).map(([input, to]) => [input, [to]] as const);
  return { name, original, follows: new Map(paths) };
}

async function isFlakeInput(
  locker: Locker,
  { kind, original }: PublishedInput,
  locked: Attributes | undefined,
): Promise<boolean> {
  if (kind !== 'where-it-is-one') return kind === 'flake';
  return locker.hasFile(original, locked, 'flake.nix');
}

function lockedOf(input: Input | undefined, isRenewed: boolean): Attributes | undefined {
  return input && !isFollowing(input) && !isRenewed ? input.locked : undefined;
}

function knownInputs(workspaceRoot: string, { file }: PlannedLock, problems: Problem[]): Inputs {
  let text: string;
  try {
    text = readInside(workspaceRoot, file, { most: MOST_JSON_BYTES }).toString('utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Map();
    problems.push(fileProblem({ file, position: FILE_START }, error));
    return new Map();
  }
  const read = readLock(text);
  if ('inputs' in read) return read.inputs;
  const place = { file, position: FILE_START };
  const hint = 'take it back to what it was, or away: everything is then locked anew';
  problems.push(new LockProblem(place, `what is locked cannot be read: ${read.wrong}`, hint));
  return new Map();
}

/** What inputs of external flakes follow, and cannot. */
function followProblems(
  { inputs }: PlannedLock,
  root: Inputs,
  inPlace: readonly string[],
): readonly Problem[] {
  return wrongFollows(root, inPlace).map(({ path: [name, ...inner], to, is }) => {
    const { place, url } = inputs.find((one) => one.name === name)!;
    const target = to[0] === name ? to.slice(1) : to;
    const leads = is === 'circle' ? 'which leads in a circle' : 'and there is no such input';
    const message = `\`${name}\` (\`${url}\`) cannot be locked: its input \`${inner.join('/')}\` follows \`${target.join('/')}\`, ${leads}`;
    const hint =
      'in that flake, let it follow an input that is there; or let it follow one of ours';
    return new LockProblem(place, message, hint);
  });
}

function asProblems({ name, url, place }: PublishedInput, error: unknown): readonly Problem[] {
  return failuresOf(error).map(({ sentence, advice }) => {
    const message = `\`${name}\` (\`${url}\`) cannot be locked: ${sentence}`;
    return new LockProblem(
      place,
      message,
      advice ?? 'see to it that git gets at it, or name another one',
    );
  });
}

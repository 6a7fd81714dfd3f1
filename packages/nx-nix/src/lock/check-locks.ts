import { join } from 'node:path';
import { findNodeAtLocation, parseTree, type Node } from 'jsonc-parser';
import { readTextOrUndefined } from '@nx-nix/files';
import {
  type Attributes,
  FILE_START,
  gitUrl,
  type Place,
  type Problem,
  type PublishedInput,
  sameAttributes,
} from '@nx-nix/resolver';
import { requireFetchable } from '../git/git-repository';
import {
  isFollowing,
  lockText,
  readLock,
  type Input,
  type Inputs,
  type LockNode,
} from './lock-file';
import { hasFollows } from './lock-inputs';
import type { LockPlan, PlannedLock } from './lock-plan';
import { LockProblem } from './lock-problem';
import { SourceFailure } from '../git/source-failure';
import { openSource } from './locked-source';
import { flakeText, wantedInput } from './make-locks';

/** The result of a check of locks. */
export interface CheckedLocks {
  readonly problems: readonly Problem[];
  /** How many locked sources were hashed again. */
  readonly hashed: number;
  /** The names of those that cannot be hashed here. */
  readonly unknown: readonly string[];
}

const WRITE = 'run `nx run registry:lock`';

/** Compares the lock files with the plan, and hashes the locked sources again. */
export async function checkLocks(workspaceRoot: string, plan: LockPlan): Promise<CheckedLocks> {
  const problems: Problem[] = [...plan.problems];
  const verified = new Map<string, Promise<string | undefined>>();
  const unknown: string[] = [];
  for (const lock of plan.locks) {
    const text = readTextOrUndefined(join(workspaceRoot, lock.file));
    const read = text === undefined ? { wrong: 'there is none' } : readLock(text);
    if ('wrong' in read) {
      problems.push(new LockProblem(top(lock.file), read.wrong, WRITE));
      continue;
    }
    const places = new LockPlaces(lock.file, text!);
    const ofInputs = [
      ...inputProblems(lock, read.inputs, places),
      ...danglingFollows(read.inputs, plan, places),
    ];
    problems.push(...ofInputs);
    // A lock with other inputs is written otherwise, too.
    if (ofInputs.length + plan.problems.length === 0 && lockText(read.inputs) !== text) {
      const message = 'it is not written as Nix writes it, or has nodes that nothing leads to';
      problems.push(new LockProblem(top(lock.file), message, WRITE));
    }
    problems.push(...flakeProblems(workspaceRoot, lock, read.inputs));
    for (const node of nodesOf(read.inputs)) {
      const key = JSON.stringify(node.locked);
      if (gitUrl(node.locked) === undefined && node.locked['type'] !== 'path') {
        unknown.push(node.key!);
        continue;
      }
      if (!verified.has(key)) verified.set(key, wrongWith(node));
      const wrong = await verified.get(key);
      if (wrong === undefined) continue;
      const hint = `lock it anew, with \`--update\`, or see to it that it is there again`;
      problems.push(new LockProblem(places.of('nodes', node.key!, 'locked'), wrong, hint));
    }
  }
  return { problems, hashed: verified.size, unknown: [...new Set(unknown)] };
}

/** Places of values in a lock file, for messages. */
class LockPlaces {
  private readonly root: Node | undefined;

  constructor(
    private readonly file: string,
    private readonly text: string,
  ) {
    this.root = parseTree(text);
  }

  /** The place of a value; if it does not exist, of the nearest existing value around it. */
  of(...path: readonly string[]): Place {
    for (let length = path.length; this.root && length > 0; length--) {
      const node = findNodeAtLocation(this.root, path.slice(0, length));
      // The place of the name, as the user looks for the name.
      if (node) return this.at(node.parent?.type === 'property' ? node.parent.offset : node.offset);
    }
    return this.at(0);
  }

  private at(offset: number): Place {
    const before = this.text.slice(0, offset).split('\n');
    const column = Buffer.byteLength(before.at(-1)!) + 1;
    return { file: this.file, position: { line: before.length, column } };
  }
}

function inputProblems(
  { inputs }: PlannedLock,
  locked: Inputs,
  places: LockPlaces,
): readonly Problem[] {
  const wanted = inputs.map(({ name }) => name);
  const extra = [...locked.keys()].filter((name) => !wanted.includes(name));
  return [
    ...inputs.flatMap((input) => inputProblem(input, locked.get(input.name), places)),
    ...extra.map((name) => {
      const message = `it has an input \`${name}\`, and the registry has none`;
      return new LockProblem(places.of('nodes', 'root', 'inputs', name), message, WRITE);
    }),
  ];
}

function inputProblem(
  input: PublishedInput,
  locked: Input | undefined,
  places: LockPlaces,
): readonly Problem[] {
  const { name, kind, url } = input;
  if (!locked) {
    const message = `it has no input \`${name}\` (\`${url}\`)`;
    return [new LockProblem(places.of('nodes', 'root', 'inputs'), message, WRITE)];
  }
  const at = (...path: readonly string[]): Place =>
    isFollowing(locked)
      ? places.of('nodes', 'root', 'inputs', name)
      : places.of('nodes', locked.key!, ...path);
  if (isFollowing(locked)) {
    const message = `\`${name}\` follows another input, and should be locked by itself`;
    return [new LockProblem(at(), message, WRITE)];
  }
  const found: Problem[] = [];
  const wanted = { ...wantedInput(input), isFlake: locked.isFlake };
  if (!sameAttributes(wanted.original, locked.original)) {
    const message = `\`${name}\` is locked for another reference than \`${url}\``;
    found.push(new LockProblem(at('original'), message, WRITE));
  }
  if (kind !== 'where-it-is-one' && locked.isFlake !== (kind === 'flake')) {
    const is = locked.isFlake
      ? 'a flake, and should be a folder'
      : 'a folder, and should be a flake';
    found.push(new LockProblem(at('flake'), `\`${name}\` is locked as ${is}`, WRITE));
  }
  if (!hasFollows(wanted, locked)) {
    const message = `inputs of \`${name}\` do not follow what they should`;
    found.push(new LockProblem(at('inputs'), message, WRITE));
  }
  return found;
}

/** Problems about `follows` paths that lead to no input. */
function danglingFollows(
  root: Inputs,
  { inPlace }: LockPlan,
  places: LockPlaces,
): readonly Problem[] {
  const leads = (path: readonly string[]): boolean => {
    let inputs: Inputs | undefined = root;
    for (const [i, name] of path.entries()) {
      let input: Input | undefined = inputs?.get(name);
      for (let step = 0; input && isFollowing(input) && step < 100; step++) input = end(input);
      if (!input) return i === 0 && path.length === 1 && inPlace.includes(name);
      inputs = isFollowing(input) ? undefined : input.inputs;
    }
    return true;
  };
  const end = (path: readonly string[]): Input | undefined => {
    let inputs: Inputs | undefined = root;
    let input: Input | undefined;
    for (const name of path) {
      input = inputs?.get(name);
      inputs = input && !isFollowing(input) ? input.inputs : undefined;
    }
    return input;
  };
  return nodesOf(root).flatMap((node) =>
    [...node.inputs].flatMap(([name, input]) => {
      if (!isFollowing(input) || leads(input)) return [];
      const message = `the input \`${name}\` of \`${node.key!}\` follows \`${input.join('/')}\`, which is nowhere`;
      return [new LockProblem(places.of('nodes', node.key!, 'inputs', name), message, WRITE)];
    }),
  );
}

function flakeProblems(
  workspaceRoot: string,
  lock: PlannedLock,
  locked: Inputs,
): readonly Problem[] {
  if (!lock.flake) return [];
  const { file } = lock.flake;
  const text = readTextOrUndefined(join(workspaceRoot, file));
  if (text === flakeText(lock, lock.flake, locked)) return [];
  const message = text === undefined ? 'there is none' : 'it is not what would be written today';
  return [new LockProblem(top(file), message, WRITE)];
}

/** All locked nodes, without duplicates. */
function nodesOf(inputs: Inputs, seen = new Set<LockNode>()): readonly LockNode[] {
  for (const input of inputs.values()) {
    if (isFollowing(input) || seen.has(input)) continue;
    seen.add(input);
    nodesOf(input.inputs, seen);
  }
  return [...seen];
}

/** Hashes the source of a node again. Returns what is wrong with it; undefined if nothing is. */
async function wrongWith({ locked, original }: LockNode): Promise<string | undefined> {
  const url = gitUrl(locked);
  if (
    locked['type'] !== original['type'] ||
    url !== gitUrl(original) ||
    locked['path'] !== original['path']
  ) {
    return 'what is locked is not what `original` names';
  }
  try {
    if (url !== undefined) {
      if (typeof locked['rev'] !== 'string') return 'it has no `rev`';
      await requireFetchable(url, locked['rev']);
    }
    const now = await openSource(withoutHashes(locked));
    const differing = HASHED.filter(
      (name) =>
        locked[name] !== undefined &&
        now.locked[name] !== undefined &&
        locked[name] !== now.locked[name],
    );
    if (locked['narHash'] === undefined) return 'it has no `narHash`';
    if (differing.length === 0) return undefined;
    return differing
      .map(
        (name) =>
          `its \`${name}\` is ${locked[name]}, but that of the source is now ${now.locked[name]}`,
      )
      .join('; ');
  } catch (error) {
    if (!(error instanceof SourceFailure)) throw error;
    return `what is locked cannot be fetched any more: ${error.message}`;
  }
}

const HASHED = ['narHash', 'lastModified', 'revCount'];

function withoutHashes(locked: Attributes): Attributes {
  return Object.fromEntries(Object.entries(locked).filter(([name]) => !HASHED.includes(name)));
}

function top(file: string): Place {
  return { file, position: FILE_START };
}

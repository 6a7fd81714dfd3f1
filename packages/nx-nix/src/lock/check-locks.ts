import { readTextInsideOrUndefined } from '@nx-nix/files';
import { findNodeAtLocation, parseTree, type Node } from 'jsonc-parser';
import {
  type Attributes,
  FILE_START,
  gitUrl,
  MOST_JSON_BYTES,
  type Place,
  type Problem,
  type PublishedInput,
  sameAttributes,
  TextPositions,
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
import { wrongFollows } from './follows';
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
    const text = readTextInsideOrUndefined(workspaceRoot, lock.file, { most: MOST_JSON_BYTES });
    const read = text === undefined ? { wrong: 'there is none' } : readLock(text);
    if ('wrong' in read) {
      problems.push(new LockProblem(top(lock.file), read.wrong, WRITE));
      continue;
    }
    const places = new LockPlaces(lock.file, text!);
    const ofInputs = [
      ...inputProblems(lock, read.inputs, places),
      ...followProblems(read.inputs, plan, places),
    ];
    problems.push(...ofInputs);
    // A lock with other inputs is written otherwise, too.
    if (ofInputs.length === 0 && lockText(read.inputs) !== text) {
      const message = 'it is not written as Nix writes it, or has nodes that nothing leads to';
      problems.push(new LockProblem(top(lock.file), message, WRITE));
    }
    problems.push(...flakeProblems(workspaceRoot, lock, read.inputs));
    for (const node of nodesOf(read.inputs)) {
      const key = JSON.stringify(node.locked);
      // A folder of its flake is a part of what the flake is locked to.
      if (node.parent) continue;
      if (!isHashable(node.locked)) {
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
  private readonly positions: TextPositions;

  constructor(
    private readonly file: string,
    text: string,
  ) {
    this.root = parseTree(text);
    this.positions = new TextPositions(text);
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
    return { file: this.file, position: this.positions.at(offset) };
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

/** Problems about inputs that follow what they cannot. */
function followProblems(
  root: Inputs,
  { inPlace }: LockPlan,
  places: LockPlaces,
): readonly Problem[] {
  return wrongFollows(root, inPlace).map(({ node, path, to, is }) => {
    const name = path.at(-1)!;
    const leads = is === 'circle' ? 'which leads in a circle' : 'which is nowhere';
    const of = node ? ` of \`${node.key!}\`` : '';
    const message = `the input \`${name}\`${of} follows \`${to.join('/')}\`, ${leads}`;
    return new LockProblem(places.of('nodes', node?.key ?? 'root', 'inputs', name), message, WRITE);
  });
}

function flakeProblems(
  workspaceRoot: string,
  lock: PlannedLock,
  locked: Inputs,
): readonly Problem[] {
  if (!lock.flake) return [];
  const { file } = lock.flake;
  const text = readTextInsideOrUndefined(workspaceRoot, file);
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
  const isNamed =
    locked['type'] === original['type'] &&
    url === gitUrl(original) &&
    locked['path'] === original['path'];
  // Where a name of a flake registry led when it was locked, only that lock knows.
  if (!isNamed && original['type'] !== 'indirect') {
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

/** Whether the source can be hashed here; what an external flake has locked may be of any kind. */
function isHashable(locked: Attributes): boolean {
  const url = gitUrl(locked);
  if (url === undefined) return locked['type'] === 'path';
  return (
    !url.includes('?') &&
    CHANGING.every((name) => locked[name] === undefined || locked[name] === false)
  );
}

/** Attributes of a git reference that make other files of a commit. */
const CHANGING = ['submodules', 'lfs', 'exportIgnore'];

const HASHED = ['narHash', 'lastModified', 'revCount'];

function withoutHashes(locked: Attributes): Attributes {
  return Object.fromEntries(Object.entries(locked).filter(([name]) => !HASHED.includes(name)));
}

function top(file: string): Place {
  return { file, position: FILE_START };
}

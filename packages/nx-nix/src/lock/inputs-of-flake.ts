import { posix } from 'node:path';
import { loadParser, readFlakeInputs } from '@nx-nix/lambdas';
import { sameAttributes, type Attributes } from '@nx-nix/resolver';
import { SourceFailure, SourceFailures, failuresOf } from '../git/source-failure';
import { isFollowing, readLock, type Input, type Inputs, type LockNode } from './lock-file';
import { readFlakeFile, type FlakeFolder, type LockedSource } from './locked-source';
import {
  declaredInputs,
  isPath,
  isRelative,
  overrideKey,
  rememberedInputs,
  type InputPath,
  type InputReference,
  type Overrides,
  type WantedInput,
} from './wanted-input';

/** Where sources come from. Equal references get equal results. */
export interface Sources {
  /** Locks a reference to its present state. */
  readonly source: (original: Attributes) => Promise<LockedSource>;
  /** Opens what is locked. */
  readonly open: (locked: Attributes) => Promise<LockedSource>;
}

/** The inputs that a lock had before. */
interface Former {
  readonly inputs: Inputs;
  /** The path of the flake whose lock that is: there its `follows` start. */
  readonly prefix: InputPath;
  /** Whether its `follows` need not be compared with the flake.nix any more. */
  readonly isTrusted: boolean;
}

/** The inputs of flakes that are being locked, from the outermost to this one. */
type Around = readonly Attributes[];

// Why: docs/decisions/locks-and-flakes.md#inputs-of-an-input-are-found-as-nix-finds-them
/** Finds the inputs of one input of our root, and theirs, as `nix flake lock` does. */
export class InputsOfFlake {
  private readonly overrides: Overrides = new Map();

  constructor(
    private readonly sources: Sources,
    /** What our root says of the inputs of its input: they follow others. */
    follows: ReadonlyMap<string, InputPath>,
    name: string,
  ) {
    for (const [input, to] of follows) this.overrides.set(overrideKey([name, input]), to);
  }

  /**
   * One input.
   * @param known what the lock had for it
   * @throws SourceFailure or SourceFailures where it cannot be locked
   */
  async inputAt(
    path: InputPath,
    { isFlake, source: declared }: WantedInput,
    known: Input | undefined,
    former: Former,
    around: Around = [],
  ): Promise<Input> {
    const source = this.overrides.get(overrideKey(path)) ?? declared;
    if (isPath(source)) return source;
    if (path.length > DEEPEST) throw new SourceFailure('its inputs lead back to themselves');
    const parent = isRelative(source.original) ? source.from.path : undefined;
    if (known && !isFollowing(known) && isFor(known, source, parent, former.prefix)) {
      return this.kept(path, source, known, parent, former);
    }
    const original: Attributes = source.lockable();
    if (isFlake && around.some((outer) => !parent && sameAttributes(outer, original))) {
      throw new SourceFailure('it is an input of itself');
    }
    const flake = parent
      ? relativeFlake(source.from.flake, original)
      : await this.sources.source(original);
    const locked = parent ? original : (flake as LockedSource).locked;
    const inputs = isFlake
      ? await this.inputsOf(flake, path, undefined, [...around, original])
      : NONE;
    return { isFlake, locked, original, inputs, ...(parent && { parent }) };
  }

  /**
   * The inputs of a flake, from its flake.nix.
   * @param former of the lock that it is in; undefined: those of its own lock
   */
  async inputsOf(
    flake: FlakeFolder,
    path: InputPath,
    former?: Former,
    around: Around = [],
  ): Promise<Inputs> {
    const bytes = await readFlakeFile(flake, 'flake.nix');
    if (!bytes)
      throw new SourceFailure('it has no flake.nix', 'name a folder that has one: `?dir=…`');
    const { inputs, diagnostics } = readFlakeInputs(await loadParser(), bytes);
    if (diagnostics.length > 0) {
      const said = diagnostics.map(
        ({ position: { line, column }, reason }) => `at ${line}:${column}: ${reason}`,
      );
      throw new SourceFailure(
        `its flake.nix, ${said.join('; ')}`,
        'mend that flake, or use a revision that Nix takes',
      );
    }
    const own = former ?? { inputs: await ownLock(flake), prefix: path, isTrusted: false };
    const wanted = declaredInputs(inputs, path, flake, this.overrides);
    return this.all(wanted, path, own, around);
  }

  private async kept(
    path: InputPath,
    { from }: InputReference,
    known: LockNode,
    parent: InputPath | undefined,
    { prefix, isTrusted }: Former,
  ): Promise<LockNode> {
    const { isFlake, original } = known;
    const locked = parent ? original : known.locked;
    // What follows without being told to may be told so no more: only the flake.nix knows.
    const isAsked =
      !isTrusted &&
      [...known.inputs].some(
        ([name, input]) => isFollowing(input) && !this.overrides.has(overrideKey([...path, name])),
      );
    const former = { inputs: known.inputs, prefix, isTrusted: !isAsked };
    let inputs: Inputs;
    if (isAsked) {
      const flake = parent
        ? relativeFlake(from.flake, original)
        : await this.sources.open(known.locked);
      inputs = await this.inputsOf(flake, path, former);
    } else {
      inputs = await this.all(rememberedInputs(known, path, prefix), path, former, []);
    }
    return { isFlake, locked, original, inputs, ...(parent && { parent }) };
  }

  /** All of these inputs; what is wrong with any of them is said at once. */
  private async all(
    wanted: readonly WantedInput[],
    path: InputPath,
    former: Former,
    around: Around,
  ): Promise<Inputs> {
    const inputs = new Map<string, Input>();
    const failures: SourceFailure[] = [];
    for (const one of wanted) {
      const here = [...path, one.name];
      try {
        const known = former.inputs.get(one.name);
        inputs.set(one.name, await this.inputAt(here, one, known, former, around));
      } catch (error) {
        failures.push(...failuresOf(error).map((failure) => inside(one.name, failure)));
      }
    }
    if (failures.length > 0) throw new SourceFailures(failures);
    return inputs;
  }
}

const NONE: Inputs = new Map();

/** Deeper than any flake is. */
const DEEPEST = 100;

/** True if what is locked is what is wanted. Whether it is a flake stays as it is locked, for Nix too. */
function isFor(
  known: LockNode,
  { original }: InputReference,
  parent: InputPath | undefined,
  prefix: InputPath,
): boolean {
  if (!original || !sameAttributes(known.original, original)) return false;
  // Nix 2.8 writes no parent.
  return !parent || !known.parent || [...prefix, ...known.parent].join('/') === parent.join('/');
}

function relativeFlake(flake: FlakeFolder | undefined, { path }: Attributes): FlakeFolder {
  if (!flake) throw new SourceFailure('it is a relative path, and what it starts from is not read');
  const folder = posix.join(flake.folder, String(path));
  if (folder.split('/')[0] === '..') {
    throw new SourceFailure(`\`${String(path)}\` leads out of its source`, 'name where it is');
  }
  return { folder, lookAt: flake.lookAt };
}

async function ownLock(flake: FlakeFolder): Promise<Inputs> {
  const { folder, lookAt } = flake;
  const entry = await lookAt(posix.join(folder, 'flake.lock'));
  if (!entry) return NONE;
  if (entry.kind !== 'file') {
    throw new SourceFailure(
      'its flake.lock is no file, and Nix 2.26 and 2.34 do not read it',
      'put the file itself there',
    );
  }
  const read = readLock((await entry.read()).toString());
  if ('wrong' in read) {
    throw new SourceFailure(
      `its flake.lock cannot be read: ${read.wrong}`,
      'let Nix write it anew',
    );
  }
  return read.inputs;
}

/** The failure, with the name of the inner input added. */
function inside(name: string, { message, hint, path }: SourceFailure): SourceFailure {
  return new SourceFailure(message, hint, [name, ...path]);
}

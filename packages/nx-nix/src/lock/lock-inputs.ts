import { sameAttributes, type Attributes } from '@nx-nix/resolver';
import { InputsOfFlake } from './inputs-of-flake';
import { isFollowing, type Input, type LockNode } from './lock-file';
import { lockSource, openSource, readFlakeFile, type LockedSource } from './locked-source';

/** An input that a lock must contain. */
export interface PlannedInput {
  readonly name: string;
  readonly original: Attributes;
  readonly isFlake: boolean;
  /** For its own inputs that follow another one: name to path from the root. */
  readonly follows: ReadonlyMap<string, readonly string[]>;
}

/** A locked input, with notes for the user. */
export interface LockedInput {
  readonly node: LockNode;
  readonly notes: readonly string[];
}

/**
 * Locks inputs as `nix flake lock` does. A locked input stays if its reference is unchanged; a
 * flake that is locked again takes the inputs of its own lock.
 *
 * Each reference is looked up once for each locker, so that equal references get equal results.
 */
export class Locker {
  private readonly sources = new Map<string, Promise<LockedSource>>();

  /**
   * Locks one input.
   * @param known the input in the present lock
   * @param how `renew`: lock it again in any case; attributes: lock it to these
   * @throws SourceFailure or SourceFailures when it cannot be locked
   */
  async lock(
    wanted: PlannedInput,
    known: Input | undefined,
    how?: 'renew' | Attributes,
  ): Promise<LockedInput> {
    const fixed = how === 'renew' ? undefined : how;
    const isKept =
      known &&
      !isFollowing(known) &&
      how !== 'renew' &&
      isSame(wanted, known) &&
      (!fixed || sameAttributes(fixed, known.locked));
    if (isKept && hasFollows(wanted, known)) return { node: known, notes: [] };
    const { original, isFlake, name, follows } = wanted;
    const stays = isKept ? known.locked : fixed;
    if (stays && !isFlake) {
      return { node: { isFlake, locked: stays, original, inputs: new Map() }, notes: [] };
    }
    const source = await this.sourceOf(original, stays);
    const inputs = new InputsOfFlake(
      { source: (one) => this.source(one), open: (one) => this.open(one) },
      follows,
      name,
    );
    // What the present lock has is kept; without one, what the flake's own lock has.
    const former = isKept ? { inputs: known.inputs, prefix: [], isTrusted: false } : undefined;
    const found = isFlake ? await inputs.inputsOf(source, [name], former, [original]) : new Map();
    const node = { isFlake, locked: stays ?? source.locked, original, inputs: found };
    return { node, notes: source.notes };
  }

  /**
   * True if the source of a reference contains a file.
   * @throws SourceFailure when there is no such source
   * @param locked what it is locked to; undefined: it will be locked to its present state
   */
  async hasFile(
    original: Attributes,
    locked: Attributes | undefined,
    path: string,
  ): Promise<boolean> {
    return (await readFlakeFile(await this.sourceOf(original, locked), path)) !== undefined;
  }

  private sourceOf(original: Attributes, locked: Attributes | undefined): Promise<LockedSource> {
    return locked ? this.open(locked) : this.source(original);
  }

  private source(original: Attributes): Promise<LockedSource> {
    return this.once(JSON.stringify(original), () => lockSource(original));
  }

  private open(locked: Attributes): Promise<LockedSource> {
    return this.once(JSON.stringify(['locked', locked]), () => openSource(locked));
  }

  private once(key: string, make: () => Promise<LockedSource>): Promise<LockedSource> {
    let source = this.sources.get(key);
    if (!source) this.sources.set(key, (source = make()));
    return source;
  }
}

function isSame(wanted: PlannedInput, known: LockNode): boolean {
  return known.isFlake === wanted.isFlake && sameAttributes(known.original, wanted.original);
}

/**
 * True if the inputs of a locked node follow the paths that they should, or others within the same
 * input. A wanted input that the node does not have is ignored.
 */
export function hasFollows({ name: own, follows }: PlannedInput, { inputs }: LockNode): boolean {
  return [...inputs].every(([name, input]) => {
    const wanted = follows.get(name);
    if (!isFollowing(input)) return wanted === undefined;
    return wanted ? input.join('/') === wanted.join('/') : input[0] === own;
  });
}

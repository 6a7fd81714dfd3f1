import { loadParser, readFlakeInputs, type FlakeInput } from '@nx-nix/lambdas';
import {
  checkAttributes,
  readFlakeReference,
  sameAttributes,
  type Attributes,
} from '@nx-nix/resolver';
import { isFollowing, readLock, type Input, type Inputs, type LockNode } from './lock-file';
import { SourceFailure } from '../git/source-failure';
import { lockSource, openSource, type LockedSource } from './locked-source';

/** An input that a lock is to have. */
export interface WantedInput {
  readonly name: string;
  readonly original: Attributes;
  readonly isFlake: boolean;
  /** What its own inputs are: names to paths from the root. */
  readonly follows: ReadonlyMap<string, readonly string[]>;
}

/** How one input came to be locked. */
export interface LockedInput {
  readonly node: LockNode;
  readonly notes: readonly string[];
}

/**
 * Locks inputs as `nix flake lock` does: what is locked stays, where its reference is the same; a
 * flake that is locked anew brings along what its own lock has.
 *
 * A reference is looked up once in the life of a locker, so that two inputs agree on what it is.
 */
export class Locker {
  private readonly sources = new Map<string, Promise<LockedSource>>();

  /**
   * @param known how it is locked now
   * @param how `renew`: locked anew all the same; else what it has to be locked to, if anything
   * @throws SourceFailure where it cannot be locked
   */
  async lock(
    wanted: WantedInput,
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
    const source = stays && !isFlake ? undefined : await this.sourceOf(original, stays);
    const inputs =
      isFlake && source ? await this.inputsOf(source, [name], follows) : new Map<string, Input>();
    const locked = stays ?? source!.locked;
    return { node: { isFlake, locked, original, inputs }, notes: source?.notes ?? [] };
  }

  /**
   * Whether a reference leads to a folder with that file, as it is locked or is going to be.
   * @throws SourceFailure where it leads nowhere
   */
  async hasFile(
    original: Attributes,
    locked: Attributes | undefined,
    path: string,
  ): Promise<boolean> {
    return (await (await this.sourceOf(original, locked)).read(path)) !== undefined;
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

  /** The inputs of a flake: as somebody further out says, as its own lock has them, or locked anew. */
  private async inputsOf(
    source: LockedSource,
    path: readonly string[],
    follows: WantedInput['follows'],
  ): Promise<Inputs> {
    const bytes = await source.read('flake.nix');
    if (!bytes)
      throw new SourceFailure('it has no flake.nix', 'name a folder that has one: `?dir=…`');
    const { inputs: declared, diagnostics } = readFlakeInputs(await loadParser(), bytes);
    const [diagnostic] = diagnostics;
    if (diagnostic) {
      const { line, column } = diagnostic.position;
      throw new SourceFailure(`its flake.nix, at ${line}:${column}: ${diagnostic.reason}`);
    }
    const own = await ownLock(source);
    const inputs = new Map<string, Input>();
    for (const input of declared) {
      const followed = follows.get(input.name) ?? ownFollows(input, path);
      inputs.set(input.name, followed ?? (await this.nested(input, own.get(input.name), path)));
    }
    return inputs;
  }

  private async nested(
    input: FlakeInput,
    known: Input | undefined,
    path: readonly string[],
  ): Promise<Input> {
    const here = [...path, input.name];
    const original = originalOf(input, known, here);
    if (
      known &&
      !isFollowing(known) &&
      known.isFlake === input.isFlake &&
      sameAttributes(known.original, original)
    ) {
      refuseRelative(known, here);
      return moved(known, path);
    }
    const follows = new Map(
      input.inputs.flatMap(({ name, follows: to, ...rest }) => {
        if (to === undefined || rest.url !== undefined || rest.inputs.length > 0) {
          throw new SourceFailure(
            `its input \`${input.name}\` says of \`${name}\` more than what it follows, and its flake.lock does not have it`,
            `let its flake.lock be written (\`nix flake lock\`)`,
          );
        }
        return [[name, absolute(to, path)] as const];
      }),
    );
    const source = await this.source(original).catch((error: unknown) => {
      throw error instanceof SourceFailure ? inside(here, error) : error;
    });
    const inputs = input.isFlake
      ? await this.inputsOf(source, here, follows)
      : new Map<string, Input>();
    return { isFlake: input.isFlake, locked: source.locked, original, inputs };
  }
}

function isSame(wanted: WantedInput, known: LockNode): boolean {
  return known.isFlake === wanted.isFlake && sameAttributes(known.original, wanted.original);
}

/**
 * Whether the inputs of what is locked follow what they should, and nothing else but each other. An
 * input that it does not have follows nothing.
 */
export function hasFollows({ name: own, follows }: WantedInput, { inputs }: LockNode): boolean {
  return [...inputs].every(([name, input]) => {
    const wanted = follows.get(name);
    if (!isFollowing(input)) return wanted === undefined;
    return wanted ? input.join('/') === wanted.join('/') : input[0] === own;
  });
}

async function ownLock(source: LockedSource): Promise<Inputs> {
  const bytes = await source.read('flake.lock');
  if (!bytes) return new Map();
  const read = readLock(bytes.toString());
  if ('wrong' in read) throw new SourceFailure(`its flake.lock cannot be read: ${read.wrong}`);
  return read.inputs;
}

/** `follows = "a/b"` of a flake counts from that flake. */
function absolute(follows: string, path: readonly string[]): readonly string[] {
  return [...path, ...follows.split('/').filter((name) => name !== '')];
}

function ownFollows(input: FlakeInput, path: readonly string[]): readonly string[] | undefined {
  return input.follows === undefined ? undefined : absolute(input.follows, path);
}

/** What a lock of a flake has, as seen from further out. */
function moved(
  node: LockNode,
  path: readonly string[],
  seen = new Map<LockNode, LockNode>(),
): LockNode {
  const known = seen.get(node);
  if (known) return known;
  const inputs = new Map<string, Input>();
  const copy = { ...node, inputs };
  seen.set(node, copy);
  for (const [name, input] of node.inputs) {
    inputs.set(name, isFollowing(input) ? [...path, ...input] : moved(input, path, seen));
  }
  return copy;
}

/**
 * What lies in the flake that names it has no place of its own in a lock, and seen from further out
 * it would be another one's.
 */
function refuseRelative(node: LockNode, path: readonly string[], seen = new Set<LockNode>()): void {
  if (seen.has(node)) return;
  seen.add(node);
  const { type, path: place } = node.locked;
  if (type === 'path' && !String(place).startsWith('/')) {
    throw inside(path, new SourceFailure(`it is a relative path, \`${String(place)}\``));
  }
  for (const [name, input] of node.inputs) {
    if (!isFollowing(input)) refuseRelative(input, [...path, name], seen);
  }
}

/**
 * The reference of an input of a flake. What its own lock has may also be named by something that is
 * not to be locked here, as long as it is the same.
 */
function originalOf(
  input: FlakeInput,
  known: Input | undefined,
  path: readonly string[],
): Attributes {
  const { url, attributes, name } = input;
  const indirect =
    url === undefined
      ? attributes === undefined && name
      : /^(?:flake:)?([a-zA-Z][\w-]*)$/.exec(url)?.[1];
  if (typeof indirect === 'string') {
    const original = { id: indirect, type: 'indirect' };
    if (known && !isFollowing(known) && sameAttributes(known.original, original)) return original;
  }
  const locked = known && !isFollowing(known) ? known.original : undefined;
  if (DOWNLOADED.has(String(locked?.['type'])) && locked!['url'] === url) return locked!;
  const read =
    url === undefined
      ? attributes
        ? checkAttributes(attributes)
        : readFlakeReference(name)
      : readFlakeReference(url);
  if ('original' in read) return read.original;
  throw inside(path, new SourceFailure(`${read.rejection} (\`${url ?? name}\`)`, read.hint));
}

/** What cannot be locked here, but is understood where it is locked already. */
const DOWNLOADED = new Set(['tarball', 'file']);

/** Of which input of an input it is true. */
function inside(path: readonly string[], { message, hint }: SourceFailure): SourceFailure {
  return new SourceFailure(
    `its input \`${path.slice(1).join('/')}\` cannot be locked: ${message}`,
    hint === undefined ? undefined : `in that flake, ${hint}; or let it follow another input`,
  );
}

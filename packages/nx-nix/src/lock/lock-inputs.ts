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
   * @throws SourceFailure when it cannot be locked
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
    const source = stays && !isFlake ? undefined : await this.sourceOf(original, stays);
    const inputs =
      isFlake && source ? await this.inputsOf(source, [name], follows) : new Map<string, Input>();
    const locked = stays ?? source!.locked;
    return { node: { isFlake, locked, original, inputs }, notes: source?.notes ?? [] };
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

  /**
   * The inputs of a flake. For each: the `follows` of an outer flake, the entry of its own lock, or
   * a new lock.
   */
  private async inputsOf(
    source: LockedSource,
    path: readonly string[],
    follows: PlannedInput['follows'],
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

async function ownLock(source: LockedSource): Promise<Inputs> {
  const bytes = await source.read('flake.lock');
  if (!bytes) return new Map();
  const read = readLock(bytes.toString());
  if ('wrong' in read) throw new SourceFailure(`its flake.lock cannot be read: ${read.wrong}`);
  return read.inputs;
}

/** A `follows = "a/b"` in a flake starts at that flake. */
function absolute(follows: string, path: readonly string[]): readonly string[] {
  return [...path, ...follows.split('/').filter((name) => name !== '')];
}

function ownFollows(input: FlakeInput, path: readonly string[]): readonly string[] | undefined {
  return input.follows === undefined ? undefined : absolute(input.follows, path);
}

/** A node of a flake's own lock, with its `follows` paths starting at our root. */
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
 * Rejects relative paths: in a lock of an outer flake they would start at another folder.
 * @throws SourceFailure when a node has one
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
 * The reference of a flake's input. Some types of references cannot be locked here; they are
 * accepted if the flake's own lock has an equal reference.
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

/** Types that cannot be locked here, but can be copied from a lock. */
const DOWNLOADED = new Set(['tarball', 'file']);

/** The failure, with the name of the inner input added. */
function inside(path: readonly string[], { message, hint }: SourceFailure): SourceFailure {
  return new SourceFailure(
    `its input \`${path.slice(1).join('/')}\` cannot be locked: ${message}`,
    hint === undefined ? undefined : `in that flake, ${hint}; or let it follow another input`,
  );
}

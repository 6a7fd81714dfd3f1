import type { FlakeInput } from '@nx-nix/lambdas';
import {
  checkAttributes,
  readFlakeReference,
  writtenReference,
  type Attributes,
} from '@nx-nix/resolver';
import { SourceFailure } from '../git/source-failure';
import { isFollowing, type LockNode } from './lock-file';
import type { FlakeFolder } from './locked-source';

/** A path of inputs, from our root. */
export type InputPath = readonly string[];

/** The reference of an input, from where it stands. */
export interface InputReference {
  /** As Nix writes it in a lock; undefined where Nix would not read it. */
  readonly original: Attributes | undefined;
  /**
   * What is to be locked.
   * @throws SourceFailure where it cannot be locked here
   */
  readonly lockable: () => Attributes;
  /** Of a relative path: the flake that it starts from, and the path of that input. */
  readonly from: { readonly flake: FlakeFolder | undefined; readonly path: InputPath };
}

/** An input that a flake wants. */
export interface WantedInput {
  readonly name: string;
  readonly isFlake: boolean;
  readonly source: InputReference | InputPath;
}

/** What flakes say of inputs of their inputs: the path of each, and what it is instead. */
export type Overrides = Map<string, WantedInput['source']>;

/** The key of a path in `Overrides`. */
export function overrideKey(path: InputPath): string {
  return JSON.stringify(path);
}

/** True for the path of an input that is followed. */
export function isPath(source: WantedInput['source']): source is InputPath {
  return Array.isArray(source);
}

/** True for a path that starts at the flake that names it. */
export function isRelative(original: Attributes | undefined): boolean {
  return original?.['type'] === 'path' && !String(original['path']).startsWith('/');
}

/**
 * The inputs that a flake.nix declares; what it says of their inputs is added to `overrides`, where
 * an outer flake has said nothing.
 * @param path of the flake
 */
export function declaredInputs(
  inputs: readonly FlakeInput[],
  path: InputPath,
  flake: FlakeFolder,
  overrides: Overrides,
): readonly WantedInput[] {
  const from = { flake, path };
  const override = (input: FlakeInput, at: InputPath): void => {
    const source = sourceOf(input, from);
    // What says nothing of the source itself (`inputs.a.inputs.b.inputs.c…`) leaves it as it is.
    const isSaid = isPath(source) || input.url !== undefined || input.attributes !== undefined;
    const key = overrideKey(at);
    if (isSaid && !overrides.has(key)) overrides.set(key, source);
    for (const inner of input.inputs) override(inner, [...at, inner.name]);
  };
  for (const { name, inputs: inner } of inputs) {
    for (const one of inner) override(one, [...path, name, one.name]);
  }
  return inputs.map((input) => ({
    name: input.name,
    isFlake: input.isFlake,
    source: sourceOf(input, from),
  }));
}

/**
 * The inputs of a locked flake as its lock has them, so that the flake itself need not be read.
 * @param prefix the path of the flake that the lock belongs to
 */
export function rememberedInputs(
  { inputs }: LockNode,
  path: InputPath,
  prefix: InputPath,
): readonly WantedInput[] {
  return [...inputs].map(([name, input]) => {
    if (isFollowing(input)) return { name, isFlake: true, source: [...prefix, ...input] };
    const { original, isFlake, parent } = input;
    const from = { flake: undefined, path: parent ? [...prefix, ...parent] : path };
    return { name, isFlake, source: { original, lockable: () => accepted(original, name), from } };
  });
}

function sourceOf(input: FlakeInput, from: InputReference['from']): WantedInput['source'] {
  const { url, attributes, name, follows } = input;
  // A `follows = "a/b"` in a flake starts at that flake.
  if (follows !== undefined) {
    return [...from.path, ...follows.split('/').filter((part) => part !== '')];
  }
  const text = url ?? name;
  if (attributes && url === undefined) {
    return { original: attributes, lockable: () => accepted(attributes, name), from };
  }
  const original = writtenReference(text, input.isFlake);
  return {
    original,
    from,
    lockable: () => {
      if (original && isRelative(original)) return original;
      const read = readFlakeReference(text);
      if ('original' in read) return read.original;
      throw new SourceFailure(`${read.rejection} (\`${text}\`)`, read.hint);
    },
  };
}

function accepted(attributes: Attributes, name: string): Attributes {
  if (isRelative(attributes)) return attributes;
  const read = checkAttributes(attributes);
  if ('original' in read) return read.original;
  throw new SourceFailure(`${read.rejection} (\`${name}\`)`, read.hint);
}

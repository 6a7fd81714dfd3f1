import { posix } from 'node:path';
import {
  BASE_FILE,
  type ExternalInput,
  isInPlace,
  lockedExternals,
  type Problem,
  type PublishedInput,
  publishedInputs,
  type Repo,
  type Workspace,
} from '@nx-nix/resolver';
import { isPathBase, lockedOf, placeOfBase } from '../base/found-base';
import type { Locked } from '../nix/locked-uri';
import { LockProblem } from './lock-problem';

/** A lock file to write, and its inputs. */
export interface PlannedLock {
  /** Path from the workspace root. */
  readonly file: string;
  readonly inputs: readonly PublishedInput[];
  /** For the published flake: its flake.nix, and its folder from the registry's folder. */
  readonly flake?: { readonly file: string; readonly folder: string; readonly description: string };
}

/**
 * The files that `lock` writes, in this order. An input that the first file locks is the same in
 * the second.
 */
export interface LockPlan {
  readonly locks: readonly PlannedLock[];
  /** What the base is locked to, if the base is an input. */
  readonly base: Locked | undefined;
  /**
   * Names of inputs that are used from their folder, without a lock. A `follows` path to them leads
   * to no node.
   */
  readonly inPlace: readonly string[];
  readonly problems: readonly Problem[];
}

/** The file in the registry's folder with the locks of channels and external flakes. */
const INPUTS_FILE = 'inputs.json';

/**
 * Plans the lock files of a registry.
 * @param external the inputs from outside, without the base
 */
export function planLocks(
  registry: Repo,
  { repos, lib, base }: Pick<Workspace, 'repos' | 'lib' | 'base'>,
  external: readonly ExternalInput[],
): LockPlan {
  const all = [...baseInput(registry), ...external];
  const published = publishedInputs(registry, lib, publishedRepos(repos), all);
  const externals = lockedExternals(all);
  const hasExternals = external.some((one) => !isInPlace(one));
  const locks: PlannedLock[] = [
    ...(hasExternals
      ? [{ file: `${registry.root}/${INPUTS_FILE}`, inputs: externals.inputs }]
      : []),
    ...(published ? [publishedLock(registry, published.inputs)] : []),
  ];
  const isLockedBase = registry.config.base !== undefined && !isPathBase(registry.config.base);
  const locked = isLockedBase ? lockedOf(base, registry.config.base!) : undefined;
  return {
    locks,
    base: locked,
    // The lib is beside the registry; of what is published it is an input like any other.
    inPlace: [...all.filter(isInPlace).map(({ name }) => name), 'lib'],
    problems: [
      ...(published?.problems ?? []),
      ...(hasExternals ? externals.problems : []),
      ...(locks.length > 0 && isLockedBase && !locked ? [unlockedBase(registry)] : []),
    ],
  };
}

function baseInput(registry: Repo): readonly ExternalInput[] {
  const url = registry.config.base;
  return url === undefined
    ? []
    : [{ name: 'base', url, kind: 'base', place: placeOfBase(registry) }];
}

function publishedRepos(repos: Workspace['repos']): readonly Repo[] {
  return repos.map(({ repo }) => repo).filter(({ kind }) => kind !== 'lib' && kind !== 'registry');
}

function publishedLock({ root, config }: Repo, inputs: readonly PublishedInput[]): PlannedLock {
  const folder = config.published?.folder ?? 'published';
  const at = posix.join(root, folder);
  const description = config.description ?? 'A package set wired from many repositories';
  return {
    file: `${at}/flake.lock`,
    inputs,
    flake: { file: `${at}/flake.nix`, folder, description },
  };
}

function unlockedBase(registry: Repo): Problem {
  return new LockProblem(
    placeOfBase(registry),
    `the registry's ${BASE_FILE} does not say what the base is locked to`,
    'run `nx sync`, which asks Nix and writes it',
  );
}

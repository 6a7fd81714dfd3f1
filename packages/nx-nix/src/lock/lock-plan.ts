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
import { isPathBase, lockedOf, placeOfBase } from '../base/base-place';
import type { Locked } from '../base/flake-base';
import { LockProblem } from './lock-problem';

/** A lock that is to be written, and what belongs to it. */
export interface PlannedLock {
  /** From the workspace root. */
  readonly file: string;
  readonly inputs: readonly PublishedInput[];
  /** Of the published flake: its flake.nix, and its folder from the registry's. */
  readonly flake?: { readonly file: string; readonly folder: string; readonly description: string };
}

/** What `lock` writes, in that order: what is locked for the first stays for the second. */
export interface LockPlan {
  readonly locks: readonly PlannedLock[];
  /** What the base has to be locked to, where it is one of the inputs. */
  readonly base: Locked | undefined;
  /** External inputs that are read where they lie; what follows one of them leads nowhere in a lock. */
  readonly inPlace: readonly string[];
  readonly problems: readonly Problem[];
}

/** The file in the registry's folder that says what channels and external flakes are locked to. */
const INPUTS_FILE = 'inputs.json';

/**
 * Which locks a registry has, and what goes into them.
 * @param external what the registry takes from outside, but for its base
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
    inPlace: all.filter(isInPlace).map(({ name }) => name),
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

import { hash } from 'node:crypto';
import { realpathSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import {
  type BaseFacts,
  BaseRefuses,
  FILE_START,
  type Place,
  type Problem,
  type Repo,
} from '@nx-nix/resolver';
import type { Nix } from '../nix/find-nix';
import type { Locked } from '../nix/locked-uri';
import { dataDirectory } from '../workspace/nx-internal';
import { fingerprintOf } from './fingerprint';
import { readableFolders } from './readable-folders';
import { fetchLocked, lockFlake } from './flake-base';

/** A base: its hash, and how to get its folder. */
export interface FoundBase {
  readonly fingerprint: string;
  readonly locked?: Locked;
  /** Gives the folder. A base that is a flake reference may be fetched first. */
  readonly folder: () => Promise<{ readonly folder: string } | { readonly problem: Problem }>;
}

/** True if a registry names its base by a path; anything else is a flake reference. */
export function isPathBase(base: string): boolean {
  return /^[./]/.test(base);
}

/** The place in `nix-repo.json` where a registry names its base. */
export function placeOfBase({ root, basePosition }: Repo): Place {
  return { file: `${root}/nix-repo.json`, position: basePosition ?? FILE_START };
}

/** The absolute folder of a base that is named by a path; it may lie outside of the workspace. */
export function folderOfPathBase(workspaceRoot: string, { root, config }: Repo): string {
  return resolve(workspaceRoot, root, config.base!);
}

/**
 * Finds the base that the registry's `nix-repo.json` names. A flake reference stays locked to the
 * same source until the registry names another reference.
 * @param known the facts that were written before
 * @param nix called only when a flake reference has to be locked or fetched
 * @returns the base, or the problem that a user can mend
 */
export async function basePlace(
  workspaceRoot: string,
  registry: Repo,
  known: BaseFacts | undefined,
  nix: () => Nix,
): Promise<FoundBase | { readonly problem: Problem }> {
  const base = registry.config.base!;
  const problemOf = (said: string, trace?: string): { readonly problem: Problem } => {
    return { problem: new BaseRefuses(placeOfBase(registry), base, said, trace) };
  };
  if (isPathBase(base)) {
    const folder = folderOfPathBase(workspaceRoot, registry);
    const wrong = wrongWith(folder) ?? wrongWithPath(folder, join(workspaceRoot, registry.root));
    if (wrong !== undefined) return problemOf(wrong);
    const found = { folder: realpathSync(folder) };
    return { fingerprint: pathFingerprint(folder), folder: () => Promise.resolve(found) };
  }
  let locked = lockedOf(known, base);
  if (!locked) {
    const lockResult = await lockFlake(nix(), base, join(workspaceRoot, registry.root));
    if ('said' in lockResult) return problemOf(lockResult.said, lockResult.trace);
    locked = lockResult.locked;
  }
  const source = locked;
  return {
    fingerprint: String(source['narHash']),
    locked: source,
    folder: async () => {
      const fetched = await fetchLocked(nix(), source);
      if ('said' in fetched) return problemOf(fetched.said, fetched.trace);
      const wrong = wrongWith(fetched.folder);
      return wrong === undefined ? fetched : problemOf(wrong);
    },
  };
}

/**
 * The source that a base's flake reference is locked to; undefined if the facts are of another
 * reference.
 */
export function lockedOf(known: BaseFacts | undefined, base: string): Locked | undefined {
  return known?.base === base && typeof known.locked?.['narHash'] === 'string'
    ? known.locked
    : undefined;
}

/**
 * The hash of the files in a base's folder now. If the base is a registry, all folders that it
 * reads count.
 */
export function pathFingerprint(folder: string): string {
  const hashes = readableFolders(realpathSync(folder)).map((one) => {
    const kept = join(dataDirectory(), 'nx-nix', `base-files-${encodeURIComponent(one)}`);
    return fingerprintOf(one, kept);
  });
  return hashes.length === 1 ? hashes[0]! : `sha256-${hash('sha256', hashes.join('\n'), 'base64')}`;
}

function wrongWith(folder: string): string | undefined {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return 'there is no such folder';
  return statSync(join(folder, 'default.nix'), { throwIfNoEntry: false })?.isFile()
    ? undefined
    : 'it has no default.nix';
}

/** A base must not contain the registry: each write of the registry would change the base. */
function wrongWithPath(folder: string, registry: string): string | undefined {
  const own = `${realpathSync(registry)}${sep}`;
  return readableFolders(realpathSync(folder)).some((one) => own.startsWith(`${one}${sep}`))
    ? 'the registry itself lies in it'
    : undefined;
}

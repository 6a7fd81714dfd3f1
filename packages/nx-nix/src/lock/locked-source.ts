import { join } from 'node:path';
import { gitUrl, isArchive, sortedAttributes, type Attributes } from '@nx-nix/resolver';
import {
  commitCount,
  commitTime,
  fileOf,
  findRef,
  repositoryWith,
  isDirty,
} from '../git/git-repository';
import { hashCommit } from '../git/git-tree';
import { SourceFailure } from '../git/source-failure';
import { hashFolder, readBytesOrUndefined } from '@nx-nix/files';

/** The source that a flake reference leads to. */
export interface LockedSource {
  /** The locked attributes, as Nix writes them. */
  readonly locked: Attributes;
  /** Reads a file of the flake, by its path from the flake's folder; undefined if there is none. */
  readonly read: (path: string) => Promise<Buffer | undefined>;
  /** Remarks for the user. */
  readonly notes: readonly string[];
}

/**
 * Locks a reference to its present state, without Nix.
 * @param original as `readFlakeReference` returns it
 * @throws SourceFailure when that is impossible
 */
export async function lockSource(original: Attributes): Promise<LockedSource> {
  const url = gitUrl(original);
  if (url === undefined) return pathSource(original);
  const named = original as { readonly rev?: string; readonly ref?: string };
  const archive = isArchive(original);
  // If a reference has a revision but no branch, Nix adds the branch to the lock.
  const found =
    named.rev !== undefined && (archive || named.ref !== undefined)
      ? undefined
      : await findRef(url, named.ref, archive);
  const revision = named.rev ?? found!.revision;
  const isCommit = named.rev === undefined && named.ref === undefined && !archive;
  const notes =
    isCommit && (await isDirty(url))
      ? [`${url} has changes that are not committed, and are not in the lock`]
      : [];
  const locked = {
    ...original,
    rev: revision,
    ref: archive ? undefined : (named.ref ?? found?.ref),
  };
  return { ...(await openSource(locked)), notes };
}

/**
 * Opens a locked source, and computes its hashes again.
 * @param locked contains at least a revision or a path
 * @throws SourceFailure when the source does not exist any more
 */
export async function openSource(
  locked: Readonly<Record<string, Attributes[string] | undefined>>,
): Promise<LockedSource> {
  const attributes = sortedAttributes(locked);
  const url = gitUrl(attributes);
  if (url === undefined) return pathSource(attributes);
  const { rev, dir } = attributes as { readonly rev: string; readonly dir?: string };
  const archive = isArchive(attributes);
  const folder = await repositoryWith(url, rev);
  return {
    locked: sortedAttributes({
      ...attributes,
      lastModified: await commitTime(folder, rev),
      narHash: await hashCommit(folder, rev, archive),
      revCount: archive ? undefined : await commitCount(url, folder, rev),
    }),
    read: (path) => fileOf(folder, rev, dir === undefined ? path : `${dir}/${path}`),
    notes: [],
  };
}

function pathSource(original: Attributes): LockedSource {
  const path = String(original['path']);
  try {
    return {
      locked: sortedAttributes({ ...original, ...hashFolder(path) }),
      read: (file) => Promise.resolve(readBytesOrUndefined(join(path, file))),
      notes: [],
    };
  } catch (error) {
    throw new SourceFailure(`it cannot be read: ${(error as Error).message}`);
  }
}

import { join } from 'node:path';
import { gitUrl, isArchive, sortedAttributes, type Attributes } from '@nx-nix/resolver';
import {
  commitCount,
  commitTime,
  fileOf,
  findRef,
  folderWith,
  isDirty,
} from '../git/git-repository';
import { hashCommit } from '../git/git-tree';
import { SourceFailure } from '../git/source-failure';
import { hashFolder, readBytesOrUndefined } from '@nx-nix/files';

/** What a flake reference leads to. */
export interface LockedSource {
  /** As Nix writes it. */
  readonly locked: Attributes;
  /** A file of the flake, from its folder; undefined where there is none. */
  readonly read: (path: string) => Promise<Buffer | undefined>;
  /** What a person should know of it. */
  readonly notes: readonly string[];
}

/**
 * Finds out what a reference leads to now, without Nix.
 * @param original as `readFlakeReference` gives it
 * @throws SourceFailure where that cannot be said
 */
export async function lockSource(original: Attributes): Promise<LockedSource> {
  const url = gitUrl(original);
  if (url === undefined) return pathSource(original);
  const named = original as { readonly rev?: string; readonly ref?: string };
  const archive = isArchive(original);
  // Nix also writes the branch of a revision for which none is named.
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
 * What is locked already, hashed again.
 * @param locked at least with a revision, or a path
 * @throws SourceFailure where it is gone
 */
export async function openSource(
  locked: Readonly<Record<string, Attributes[string] | undefined>>,
): Promise<LockedSource> {
  const attributes = sortedAttributes(locked);
  const url = gitUrl(attributes);
  if (url === undefined) return pathSource(attributes);
  const { rev, dir } = attributes as { readonly rev: string; readonly dir?: string };
  const archive = isArchive(attributes);
  const folder = await folderWith(url, rev);
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

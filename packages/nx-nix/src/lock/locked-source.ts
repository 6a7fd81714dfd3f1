import { lstatSync, readlinkSync } from 'node:fs';
import { join, posix } from 'node:path';
import { gitUrl, isArchive, sortedAttributes, type Attributes } from '@nx-nix/resolver';
import {
  commitCount,
  commitTime,
  entryOf,
  findRef,
  repositoryWith,
  isDirty,
} from '../git/git-repository';
import { hashCommit } from '../git/git-tree';
import { SourceFailure } from '../git/source-failure';
import { hashFolder, readRegular } from '@nx-nix/files';
import { readThroughLinks, type LookAt } from './source-file';

/** The source that a flake reference leads to. */
export interface LockedSource {
  /** The locked attributes, as Nix writes them. */
  readonly locked: Attributes;
  /** The folder of the flake, from the top of the source; empty for the top itself. */
  readonly folder: string;
  readonly lookAt: LookAt;
  /** Remarks for the user. */
  readonly notes: readonly string[];
}

/** A flake in a folder of a source. */
export interface FlakeFolder {
  readonly folder: string;
  readonly lookAt: LookAt;
}

/**
 * Reads a file of a flake, by its path from the flake's folder; undefined if there is none.
 * @throws SourceFailure where it is a link that leads nowhere
 */
export function readFlakeFile(
  { folder, lookAt }: FlakeFolder,
  name: string,
): Promise<Buffer | undefined> {
  return readThroughLinks(lookAt, posix.join(folder, name));
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
    folder: dir ?? '',
    lookAt: (path) => entryOf(folder, rev, path),
    notes: [],
  };
}

function pathSource(original: Attributes): LockedSource {
  const path = String(original['path']);
  try {
    return {
      locked: sortedAttributes({ ...original, ...hashFolder(path) }),
      folder: '',
      lookAt: lookInto(path),
      notes: [],
    };
  } catch (error) {
    throw new SourceFailure(`it cannot be read: ${(error as Error).message}`);
  }
}

function lookInto(folder: string): LookAt {
  return (path) => {
    const at = join(folder, path);
    const stats = lstatSync(at, { throwIfNoEntry: false });
    if (!stats) return Promise.resolve(undefined);
    if (stats.isSymbolicLink()) return Promise.resolve({ kind: 'link', target: readlinkSync(at) });
    return Promise.resolve(
      stats.isDirectory()
        ? { kind: 'folder' }
        : {
            kind: 'file',
            read: () => Promise.resolve(readRegular(at, undefined, { followsLinks: false })),
          },
    );
  };
}

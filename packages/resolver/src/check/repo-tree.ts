import { lstatSync, readdirSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { isExecutable, readInside } from '@nx-nix/files';
import { compareNames } from '../names/attribute-path';
import type { SourceFile } from '../readings/reading-cache';

/** A file, folder or link in a repo's folder; links are not followed. */
export interface TreeEntry {
  /** Path from the repo's folder, with `/`. */
  readonly path: string;
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly entries: readonly TreeEntry[];
}

/** The target of a path or link. */
export type Target =
  | { readonly kind: 'nowhere' }
  /** `path` is relative to the repo's folder, with `/`; outside of it, it begins with `..`. */
  | { readonly kind: 'somewhere'; readonly path: string; readonly isFolder: boolean };

/** All entries in one repo's folder, except `.git`. Folders that cannot be read count as empty. */
export class RepoTree {
  readonly entries: readonly TreeEntry[];
  private readonly folders = new Map<string, readonly TreeEntry[]>();
  private readonly folder: string;
  private readonly realFolder: string;

  /** @param root the repo's folder, from the workspace root */
  constructor(workspaceRoot: string, root: string) {
    this.folder = join(workspaceRoot, root);
    this.realFolder = realpathSync(this.folder);
    this.entries = this.list('');
  }

  /** The direct entries of a folder; empty if there is no such folder. */
  entriesOf(folder: string): readonly TreeEntry[] {
    return this.folders.get(folder) ?? [];
  }

  /** The content of a file of the repo; undefined where it cannot be read. */
  read(file: string): Uint8Array | undefined {
    try {
      const { dir, base } = posix.parse(file);
      // NOTE: a folder that was listed is no link, and asking for a real path takes long.
      return this.folders.has(dir)
        ? readInside(join(this.folder, dir), base, { within: this.folder })
        : readInside(this.folder, file);
    } catch {
      return undefined;
    }
  }

  /**
   * A file for the cache of readings. NOTE: without a state, so that it is cached by content: if
   * the path is a link, a change of its target does not change the state.
   */
  source(file: string): SourceFile {
    return {
      state: () => undefined,
      content: () => {
        const bytes = this.read(file);
        return bytes && { bytes };
      },
    };
  }

  /** Whether the file is a program for Nix. */
  isExecutable(file: string): boolean {
    const stats = lstatSync(join(this.folder, file), { throwIfNoEntry: false });
    return stats !== undefined && isExecutable(stats);
  }

  /** The target of a link as written in the link. */
  linkText(link: string): string {
    return readlinkSync(join(this.folder, link));
  }

  /** The target of a path, relative to a folder of the repo; all links are followed. */
  targetOf(folder: string, path: string): Target {
    try {
      const target = realpathSync(join(this.folder, folder, path));
      return {
        kind: 'somewhere',
        path: relative(this.realFolder, target).split(sep).join('/'),
        isFolder: statSync(target).isDirectory(),
      };
    } catch {
      return { kind: 'nowhere' };
    }
  }

  private list(folder: string): readonly TreeEntry[] {
    let listing;
    try {
      listing = readdirSync(join(this.folder, folder), { withFileTypes: true });
    } catch {
      return [];
    }
    const entries = listing
      .filter(({ name }) => name !== '.git')
      .sort((a, b) => compareNames(a.name, b.name))
      .map((entry): TreeEntry => {
        const path = posix.join(folder, entry.name);
        const kind = entry.isSymbolicLink()
          ? 'link'
          : entry.isDirectory()
            ? 'folder'
            : entry.isFile()
              ? 'file'
              : 'other';
        return { path, name: entry.name, kind, entries: kind === 'folder' ? this.list(path) : [] };
      });
    this.folders.set(folder, entries);
    return entries;
  }
}

/** All entries and everything below them. */
export function* everythingIn(entries: readonly TreeEntry[]): Iterable<TreeEntry> {
  for (const entry of entries) {
    yield entry;
    yield* everythingIn(entry.entries);
  }
}

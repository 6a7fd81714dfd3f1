import {
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { join, posix, relative, sep } from 'node:path';
import { compareNames } from '../names/attribute-path';
import type { SourceFile } from '../readings/reading-cache';

/** Something in a repo's folder, as it lies there: links are not followed. */
export interface TreeEntry {
  /** From the repo's folder, with `/`. */
  readonly path: string;
  readonly name: string;
  readonly kind: 'file' | 'folder' | 'link' | 'other';
  readonly entries: readonly TreeEntry[];
}

/** Where a path or a link leads. */
export type Target =
  | { readonly kind: 'nowhere' }
  /** `path` from the repo's folder, with `/`; it begins with `..` where it lies outside. */
  | { readonly kind: 'somewhere'; readonly path: string; readonly isFolder: boolean };

/** All that lies in one repo's folder, `.git` apart. What cannot be read is not there. */
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

  /** What lies directly in a folder; empty where there is none. */
  entriesOf(folder: string): readonly TreeEntry[] {
    return this.folders.get(folder) ?? [];
  }

  /** Undefined where the system does not give it. */
  read(file: string): Uint8Array | undefined {
    try {
      return readFileSync(join(this.folder, file));
    } catch {
      return undefined;
    }
  }

  /** The same, for a cache of readings; by content, as what a link leads to may change. */
  source(file: string): SourceFile {
    return {
      state: () => undefined,
      content: () => {
        const bytes = this.read(file);
        return bytes && { bytes };
      },
    };
  }

  isExecutable(file: string): boolean {
    return (
      ((lstatSync(join(this.folder, file), { throwIfNoEntry: false })?.mode ?? 0) & 0o111) !== 0
    );
  }

  /** As the link has it. */
  linkText(link: string): string {
    return readlinkSync(join(this.folder, link));
  }

  /** Where a path leads from a folder of the repo, all links on the way followed. */
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

/** An entry and all that lies below it. */
export function* everythingIn(entries: readonly TreeEntry[]): Iterable<TreeEntry> {
  for (const entry of entries) {
    yield entry;
    yield* everythingIn(entry.entries);
  }
}

import { type Dirent, type Stats, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { OutsideRepo } from '../problems/outside-repo';
import type { Problem } from '../problems/problem';
import { UnreadableFile } from '../problems/unreadable-file';
import { compareNames } from '../attribute-path';
import type { FolderEntry, FolderReader } from './layouts/layout';
import { readContent, stateOf, type Content } from './plain-file';
import type { SourceFile } from './reading-cache';

const START = { line: 1, column: 1 };

/**
 * One repo's folder on disk. Links are followed as Nix follows them, but not out of the repo; what
 * cannot be read is a problem, never an exception.
 */
export class RepoFolder implements FolderReader {
  readonly problems: Problem[] = [];
  private readonly listings = new Map<string, readonly FolderEntry[]>();
  /** Folders and files, as far as they were listed, that are no links and to which none leads. */
  private readonly realFolders = new Set<string>();
  private readonly plainFiles = new Set<string>();
  private readonly realRoot: string;

  /** @param root the repo's folder, from the workspace root, with `/` */
  constructor(
    private readonly workspaceRoot: string,
    readonly root: string,
  ) {
    this.realRoot = realpathSync(join(workspaceRoot, root));
  }

  /** From the workspace root: how messages name a file of the repo. */
  name(file: string): string {
    return `${this.root}/${file}`;
  }

  entries(folder: string): readonly FolderEntry[] {
    const known = this.listings.get(folder);
    if (known) return known;
    const listing = this.list(folder);
    this.listings.set(folder, listing);
    return listing;
  }

  /** Whether there is a file or folder of that path in the repo; says nothing of it otherwise. */
  has(path: string): boolean {
    return this.realPathInside(path) !== undefined;
  }

  isFolder(path: string): boolean {
    const target = this.realPathInside(path);
    return target !== undefined && statSync(target).isDirectory();
  }

  /**
   * The folder from which a file's relative paths count. A file that is a link counts from where it
   * leads, as Nix has it.
   */
  folderOf(file: string): string {
    const absolute = join(this.workspaceRoot, this.root, file);
    if (!lstatSync(absolute, { throwIfNoEntry: false })?.isSymbolicLink())
      return posix.dirname(file);
    const target = this.realPathInside(file);
    return target === undefined
      ? posix.dirname(file)
      : relative(this.realRoot, dirname(target)).split(sep).join('/');
  }

  /** A file to be read; where it cannot be, that is a problem, said when it is tried. */
  source(file: string): SourceFile {
    // NOTE: to ask for the real path of each file would cost as much as to read it.
    const plain = this.plainFiles.has(file) ? this.realPath(file) : undefined;
    return {
      // What a link leads to may be another file of the same looks.
      state: () => (plain === undefined ? undefined : stateOf(plain)),
      content: () => this.content(file, plain),
    };
  }

  private content(file: string, plain: string | undefined): Content | undefined {
    try {
      if (plain !== undefined) return readContent(plain);
      const target = realpathSync(join(this.workspaceRoot, this.root, file));
      if (this.isInside(target)) return { bytes: readContent(target).bytes };
      this.reportOutside(file, target);
    } catch (error) {
      this.reportUnreadable(file, error);
    }
    return undefined;
  }

  private list(folder: string): readonly FolderEntry[] {
    try {
      const real = this.realPath(folder);
      const target = this.realFolders.has(folder) ? real : this.folderAt(folder);
      if (target === undefined) return [];
      if (target === real) this.realFolders.add(folder);
      const before = folder === '' ? '' : `${folder}/`;
      const entries = readdirSync(target, { withFileTypes: true });
      if (entries.length > 1) entries.sort((a, b) => compareNames(a.name, b.name));
      return entries.map((entry) => this.entry(before + entry.name, entry, target === real));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOTDIR') this.reportUnreadable(folder, error);
      return [];
    }
  }

  private entry(path: string, entry: Dirent, isInRealFolder: boolean): FolderEntry {
    if (isInRealFolder && entry.isDirectory()) this.realFolders.add(path);
    if (isInRealFolder && entry.isFile()) this.plainFiles.add(path);
    return { name: entry.name, kind: this.kindOf(path, entry) };
  }

  /** The folder that a path leads to; undefined where there is none, or none to be listed. */
  private folderAt(folder: string): string | undefined {
    const absolute = join(this.workspaceRoot, this.root, folder);
    if (!lstatSync(absolute, { throwIfNoEntry: false })) return undefined;
    const target = realpathSync(absolute);
    if (!this.isInside(target)) this.reportOutside(folder, target);
    else if (this.isAbove(target, folder)) this.reportUnreadable(folder, { code: 'ELOOP' });
    else return target;
    return undefined;
  }

  /** Whether the folder is, by way of links, one of those that the path to it goes through. */
  private isAbove(target: string, folder: string): boolean {
    if (target === this.realPath(folder)) return false;
    const parts = folder.split('/');
    return parts.some((_, i) => this.realPathInside(parts.slice(0, i).join('/')) === target);
  }

  private kindOf(path: string, entry: Dirent): FolderEntry['kind'] {
    if (!entry.isSymbolicLink()) return kindOf(entry);
    const target = this.realPathInside(path);
    return target === undefined ? 'broken' : kindOf(statSync(target));
  }

  private realPathInside(path: string): string | undefined {
    try {
      const target = realpathSync(join(this.workspaceRoot, this.root, path));
      return this.isInside(target) ? target : undefined;
    } catch {
      return undefined;
    }
  }

  /** Where a path leads if no link is in it. */
  private realPath(path: string): string {
    if (path === '') return this.realRoot;
    return this.realRoot + sep + (sep === '/' ? path : path.replaceAll('/', sep));
  }

  private isInside(target: string): boolean {
    return target === this.realRoot || target.startsWith(this.realRoot + sep);
  }

  private reportOutside(path: string, target: string): void {
    const shown = relative(this.realRoot, target).split(sep).join('/');
    this.problems.push(new OutsideRepo({ file: this.name(path), position: START }, shown));
  }

  private reportUnreadable(path: string, error: unknown): void {
    const { code, message } = error as NodeJS.ErrnoException;
    this.problems.push(
      new UnreadableFile(
        { file: this.name(path), position: START },
        REASONS[code ?? ''] ?? message,
      ),
    );
  }
}

function kindOf(entry: Dirent | Stats): FolderEntry['kind'] {
  return entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : 'other';
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ENOENT: 'the link leads nowhere',
  ELOOP: 'the link leads back to where it comes from',
  EISDIR: 'it is a folder',
};

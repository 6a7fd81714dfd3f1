import { type Dirent, type Stats, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { OutsideRepo } from '../problems/outside-repo';
import { FILE_START, type Problem } from '../problems/problem';
import { UnreadableFile } from '../problems/unreadable-file';
import { compareNames } from '../names/attribute-path';
import type { FolderEntry, FolderReader } from './layouts/layout';
import { readContent, stateOf, type Content, type FileLooks } from '@nx-nix/files';
import type { SourceFile } from '../readings/reading-cache';

interface ListedEntry extends FolderEntry {
  readonly isLink: boolean;
}

interface Listing {
  /** Whether its folder lies where its path says, with no link on the way. */
  readonly isReal: boolean;
  readonly entries: readonly ListedEntry[];
}

const noListing: Listing = { isReal: false, entries: [] };

/**
 * One repo's folder on disk. Links are followed as Nix follows them, but not out of the repo; what
 * cannot be read is a problem, never an exception.
 */
export class RepoFolder implements FolderReader {
  readonly problems: Problem[] = [];
  private readonly listings = new Map<string, Listing>();
  /** The files that were found without a listing: neither they nor their folders are links. */
  private readonly found = new Map<string, FileLooks>();
  private readonly ignoresCase = new Map<string, boolean>();
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
    if (known) return known.entries;
    const listing = this.list(folder);
    this.listings.set(folder, listing);
    return listing.entries;
  }

  /**
   * The first of some names that is a file in a folder, or may be one. Says what `entries` would.
   *
   * NOTE: to list each package's folder, for the one file in it that counts, costs more than to ask
   * for that file; and its state is asked for anyhow. Where case is ignored, only a listing tells.
   */
  firstFile(folder: string, names: readonly string[]): string | undefined {
    const found = this.listings.has(folder) ? undefined : this.firstPlainFile(folder, names);
    if (found !== undefined) return found;
    const files = this.entries(folder).filter(({ kind }) => kind === 'file' || kind === 'broken');
    return names.find((name) => files.some((entry) => entry.name === name));
  }

  /** Undefined also where it takes a listing to tell. */
  private firstPlainFile(folder: string, names: readonly string[]): string | undefined {
    if (!this.isPlain(folder, 'folder')) return undefined;
    try {
      for (const name of names) {
        const file = `${folder}/${name}`;
        const state = stateOf(this.realPath(file));
        if (state === undefined) continue;
        if (state === null || this.isCaseIgnored(folder, name)) return undefined;
        this.found.set(file, state);
        return name;
      }
    } catch {
      // The listing reports it.
    }
    return undefined;
  }

  /** Tried once for all folders that lie in one, with a file that is there. */
  private isCaseIgnored(folder: string, name: string): boolean {
    const parent = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
    const known = this.ignoresCase.get(parent);
    if (known !== undefined) return known;
    const isIgnored = stateOf(this.realPath(`${folder}/${name.toUpperCase()}`)) !== undefined;
    this.ignoresCase.set(parent, isIgnored);
    return isIgnored;
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
    const known = this.found.get(file);
    if (known) return { state: () => known, content: () => this.content(file, known) };
    const plain = this.isPlain(file, 'file') ? this.realPath(file) : undefined;
    return {
      // What a link leads to may be another file of the same looks.
      state: () => (plain === undefined ? undefined : (stateOf(plain) ?? undefined)),
      content: () => this.content(file, undefined, plain),
    };
  }

  private content(file: string, known: FileLooks | undefined, plain?: string): Content | undefined {
    try {
      if (known) return readContent(this.realPath(file), known);
      if (plain !== undefined) return readContent(plain);
      const target = realpathSync(join(this.workspaceRoot, this.root, file));
      if (this.isInside(target)) return { bytes: readContent(target).bytes };
      this.reportOutside(file, target);
    } catch (error) {
      this.reportUnreadable(file, error);
    }
    return undefined;
  }

  private list(folder: string): Listing {
    try {
      const real = this.realPath(folder);
      const target = this.isPlain(folder, 'folder') ? real : this.folderAt(folder);
      if (target === undefined) return noListing;
      const entries = readdirSync(target, { withFileTypes: true });
      if (entries.length > 1) entries.sort((a, b) => compareNames(a.name, b.name));
      const listed = entries.map((entry) => this.entry(folder, entry));
      return { isReal: target === real, entries: listed };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOTDIR') this.reportUnreadable(folder, error);
      return noListing;
    }
  }

  private entry(folder: string, entry: Dirent): ListedEntry {
    const { name } = entry;
    if (!entry.isSymbolicLink()) return { name, kind: kindOf(entry), isLink: false };
    const target = this.realPathInside(posix.join(folder, name));
    const kind = target === undefined ? 'broken' : kindOf(statSync(target));
    return { name, kind, isLink: true };
  }

  /**
   * Whether it is no link, and none leads to it, as far as that is known from the listings.
   *
   * NOTE: to ask for the real path of each file would cost as much as to read it.
   */
  private isPlain(path: string, kind: FolderEntry['kind']): boolean {
    const slash = path.lastIndexOf('/');
    const listing = this.listings.get(path.slice(0, Math.max(0, slash)));
    if (!listing?.isReal) return false;
    const entry = entryNamed(listing.entries, path.slice(slash + 1));
    return entry?.kind === kind && !entry.isLink;
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
    this.problems.push(new OutsideRepo({ file: this.name(path), position: FILE_START }, shown));
  }

  private reportUnreadable(path: string, error: unknown): void {
    const { code, message } = error as NodeJS.ErrnoException;
    this.problems.push(
      new UnreadableFile(
        { file: this.name(path), position: FILE_START },
        REASONS[code ?? ''] ?? message,
      ),
    );
  }
}

/** The entries are in the order of their names. */
function entryNamed(entries: readonly ListedEntry[], name: string): ListedEntry | undefined {
  let low = 0;
  for (let high = entries.length; low < high;) {
    const middle = (low + high) >> 1;
    if (entries[middle]!.name < name) low = middle + 1;
    else high = middle;
  }
  const found = entries[low];
  return found?.name === name ? found : undefined;
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

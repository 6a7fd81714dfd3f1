import { type Dirent, type Stats, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, posix, relative, sep } from 'node:path';
import { OutsideRepo } from '../problems/outside-repo';
import { FILE_START, type Problem } from '../problems/problem';
import { fileProblem } from '../problems/file-problem';
import { compareNames } from '../names/attribute-path';
import type { FolderEntry, FolderReader } from './layouts/layout';
import { MOST_BYTES, readContent, stateOf, type Content, type StatFileState } from '@nx-nix/files';
import type { SourceFile } from '../readings/reading-cache';

interface ListedEntry extends FolderEntry {
  readonly isLink: boolean;
}

interface Listing {
  /** Whether the folder's path contains no link. */
  readonly isReal: boolean;
  readonly entries: readonly ListedEntry[];
}

const noListing: Listing = { isReal: false, entries: [] };

/**
 * One repo's folder on the disk. Links are followed as in Nix, but not out of the repo. Entries
 * that cannot be read become problems, not exceptions.
 */
export class RepoFolder implements FolderReader {
  readonly problems: Problem[] = [];
  private readonly listings = new Map<string, Listing>();
  /** Files found without a listing; neither they nor their folders are links. */
  private readonly found = new Map<string, StatFileState>();
  private readonly ignoresCase = new Map<string, boolean>();
  private readonly realRoot: string;

  /** @param root the repo's folder, from the workspace root, with `/` */
  constructor(
    private readonly workspaceRoot: string,
    readonly root: string,
  ) {
    this.realRoot = realpathSync(join(workspaceRoot, root));
  }

  /** The path of a file from the workspace root, as used in messages. */
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
   * The first of some names that is a file in a folder, or a broken link; the same result as with
   * `entries`.
   *
   * NOTE: listing each package's folder costs more than asking for the state of its one file, which
   * is needed anyhow. On a file system that ignores case, a listing is needed to get the real name.
   */
  firstFile(folder: string, names: readonly string[]): string | undefined {
    const found = this.listings.has(folder) ? undefined : this.firstPlainFile(folder, names);
    if (found !== undefined) return found;
    const files = this.entries(folder).filter(({ kind }) => kind === 'file' || kind === 'broken');
    return names.find((name) => files.some((entry) => entry.name === name));
  }

  /** As `firstFile`, without a listing; undefined also if a listing is needed. */
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
      // The listing, which follows, reports the error.
    }
    return undefined;
  }

  /** Whether case is ignored. Tested with an existing file, once for all folders in one folder. */
  private isCaseIgnored(folder: string, name: string): boolean {
    const parent = folder.slice(0, Math.max(0, folder.lastIndexOf('/')));
    const known = this.ignoresCase.get(parent);
    if (known !== undefined) return known;
    const isIgnored = stateOf(this.realPath(`${folder}/${name.toUpperCase()}`)) !== undefined;
    this.ignoresCase.set(parent, isIgnored);
    return isIgnored;
  }

  /** Whether a file or folder exists at a path and is in the repo; reports no problem. */
  has(path: string): boolean {
    return this.realPathInside(path) !== undefined;
  }

  /** Whether a path is a folder of the repo, also through links; reports no problem. */
  isFolder(path: string): boolean {
    const target = this.realPathInside(path);
    return target !== undefined && statSync(target).isDirectory();
  }

  /**
   * The folder to which the paths in a file are relative. If the file is a link, this is the folder
   * of its target, as in Nix.
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

  /** The path of a file behind all links, from the repo's folder; undefined if it is not in the repo. */
  behindLinks(file: string): string | undefined {
    const target = this.realPathInside(file);
    return target === undefined ? undefined : relative(this.realRoot, target).split(sep).join('/');
  }

  /**
   * A file for the cache of readings; a problem is reported when its content cannot be read.
   * @param most how many bytes are read at most
   */
  source(file: string, most = MOST_BYTES): SourceFile {
    const known = this.found.get(file);
    if (known) return { state: () => known, content: () => this.content(file, most, known) };
    const plain = this.isPlain(file, 'file') ? this.realPath(file) : undefined;
    return {
      // NOTE: no state for links, because a link's new target may have the same state.
      state: () => (plain === undefined ? undefined : (stateOf(plain) ?? undefined)),
      content: () => this.content(file, most, undefined, plain),
    };
  }

  private content(
    file: string,
    most: number,
    known: StatFileState | undefined,
    plain?: string,
  ): Content | undefined {
    try {
      if (known) return readContent(this.realPath(file), known, most);
      if (plain !== undefined) return readContent(plain, undefined, most);
      const target = realpathSync(join(this.workspaceRoot, this.root, file));
      if (this.isInside(target)) return { bytes: readContent(target, undefined, most).bytes };
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
   * Whether the listings show that a path contains no link.
   *
   * NOTE: asking for the real path of each file would cost as much as reading the file.
   */
  private isPlain(path: string, kind: FolderEntry['kind']): boolean {
    const slash = path.lastIndexOf('/');
    const listing = this.listings.get(path.slice(0, Math.max(0, slash)));
    if (!listing?.isReal) return false;
    const entry = entryNamed(listing.entries, path.slice(slash + 1));
    return entry?.kind === kind && !entry.isLink;
  }

  /**
   * The real path of a folder; undefined if it does not exist, or must not be listed (a problem).
   */
  private folderAt(folder: string): string | undefined {
    const absolute = join(this.workspaceRoot, this.root, folder);
    if (!lstatSync(absolute, { throwIfNoEntry: false })) return undefined;
    const target = realpathSync(absolute);
    if (!this.isInside(target)) this.reportOutside(folder, target);
    else if (this.isAbove(target, folder)) this.reportUnreadable(folder, { code: 'ELOOP' });
    else return target;
    return undefined;
  }

  /** Whether a link leads back to a folder above itself, so that listing would never end. */
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

  /** The real path of a path that contains no link. */
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
    this.problems.push(fileProblem({ file: this.name(path), position: FILE_START }, error));
  }
}

/** Finds an entry by name; the entries must be sorted. */
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
  return entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : 'broken';
}

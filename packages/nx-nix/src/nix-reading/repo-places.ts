import { readdirSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readBytesOrUndefined } from '@nx-nix/files';
import type { AttributePath, Place } from '@nx-nix/resolver';
import type { NixPosition } from '../nix/nix-error';

/**
 * Maps the file names of Nix to files of one repo. A repo may import copies of its files in the
 * store (`import "${path}/packages.nix"`, `${./by-name}`); then Nix names store paths. They are
 * mapped to the equal file of the repo.
 */
export class RepoPlaces {
  private readonly workspace: string;
  private readonly roots: readonly string[];
  private readonly known = new Map<string, string | undefined>();
  /** Files of the repo that Nix named only as copies. */
  private readonly fromStore = new Set<string>();
  private allFiles: readonly string[] | undefined;

  /** @param root the repo's folder, from the workspace root */
  constructor(
    private readonly workspaceRoot: string,
    private readonly root: string,
    private readonly storeDir: string,
  ) {
    const folder = join(workspaceRoot, root);
    this.workspace = realpathSync(workspaceRoot);
    this.roots = [folder, realpathSync(folder)];
  }

  /**
   * The place of a position in the repo; undefined if it is in none of its files.
   * @param path the package that the position belongs to: it decides between equal files
   */
  placeOf(at: NixPosition | undefined, path: AttributePath): Place | undefined {
    const file = at && this.fileOf(at.file, path);
    return file === undefined
      ? undefined
      : { file, position: { line: at!.line, column: at!.column } };
  }

  /** The name of a position outside of the repo, for messages. */
  elsewhere({ file, line, column }: NixPosition): string {
    const inWorkspace = below(file, [this.workspaceRoot, this.workspace]);
    return `${inWorkspace ?? file}:${line}:${column}`;
  }

  /**
   * True if two names, from the workspace root, are of the same file. One may be a link; or Nix may
   * have copied either of two equal files.
   */
  isSameFile = (a: string, b: string): boolean =>
    a === b ||
    this.realFile(a) === this.realFile(b) ||
    (this.fromStore.has(b) && this.isEqual(a, b));

  private readonly realFiles = new Map<string, string>();

  private realFile(file: string): string {
    const known = this.realFiles.get(file);
    if (known !== undefined) return known;
    let real = file;
    try {
      real = realpathSync(join(this.workspaceRoot, file));
    } catch {
      // A missing file has no real path; it is compared by name.
    }
    this.realFiles.set(file, real);
    return real;
  }

  private fileOf(file: string, path: AttributePath): string | undefined {
    const inRepo = below(file, this.roots);
    if (inRepo !== undefined) return `${this.root}/${inRepo}`;
    const inStore = below(file, [this.storeDir]);
    if (inStore === undefined) return undefined;
    const key = JSON.stringify([file, path]);
    if (!this.known.has(key)) this.known.set(key, this.copied(file, inStore, path));
    const found = this.known.get(key);
    if (found !== undefined) this.fromStore.add(found);
    return found;
  }

  /** The file that was copied: its path ends with the same name, and its bytes are equal. */
  private copied(file: string, inStore: string, path: AttributePath): string | undefined {
    const [top, ...rest] = inStore.split('/');
    const copiedName = top!.replace(/^[0-9a-z]{32}-/, '');
    const end = rest.length > 0 ? rest.join('/') : copiedName;
    const bytes = readBytesOrUndefined(file);
    const files = this.files();
    const named = files.filter((name) => name === end || name.endsWith(`/${end}`));
    if (bytes === undefined) {
      // The store is not on this disk, so bytes cannot be compared: a unique name is enough.
      return named.length === 1 ? `${this.root}/${named[0]!}` : undefined;
    }
    const isEqual = (name: string): boolean =>
      readBytesOrUndefined(join(this.workspaceRoot, this.root, name))?.equals(bytes) ?? false;
    const equal = named.filter(isEqual);
    // A copy may have another name.
    const found = equal.length > 0 || rest.length > 0 ? equal : files.filter(isEqual);
    const best = closest(found, [...path].reverse(), rest.length > 0 ? copiedName : undefined);
    return best === undefined ? undefined : `${this.root}/${best}`;
  }

  private isEqual(a: string, b: string): boolean {
    const bytes = readBytesOrUndefined(join(this.workspaceRoot, a));
    return (
      bytes !== undefined && !!readBytesOrUndefined(join(this.workspaceRoot, b))?.equals(bytes)
    );
  }

  private files(): readonly string[] {
    return (this.allFiles ??= filesBelow(join(this.workspaceRoot, this.root)));
  }
}

/**
 * The best of several equal files: the one in a folder named like the package, or like the copied
 * folder.
 */
function closest(
  files: readonly string[],
  names: readonly string[],
  copiedFolder: string | undefined,
): string | undefined {
  const score = (file: string): number => {
    const folders = file.split('/').slice(0, -1);
    const own = names.findIndex((name) => folders.includes(name));
    const isNamed = names[0] === basename(file, '.nix');
    return (
      (own >= 0 ? 4 * (names.length - own) : 0) +
      (isNamed ? 2 : 0) +
      (copiedFolder !== undefined && folders.includes(copiedFolder) ? 1 : 0)
    );
  };
  return [...files].sort((a, b) => score(b) - score(a) || (a < b ? -1 : 1))[0];
}

function below(file: string, folders: readonly string[]): string | undefined {
  const folder = folders.find((one) => file.startsWith(`${one}/`));
  return folder === undefined ? undefined : file.slice(folder.length + 1);
}

function filesBelow(folder: string, from = ''): readonly string[] {
  return readdirSync(join(folder, from), { withFileTypes: true }).flatMap((entry) => {
    const name = from === '' ? entry.name : `${from}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === '.git' ? [] : filesBelow(folder, name);
    return entry.isFile() ? [name] : [];
  });
}

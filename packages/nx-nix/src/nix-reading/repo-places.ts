import { readdirSync, realpathSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readBytesOrUndefined } from '@nx-nix/files';
import type { AttributePath, Place } from '@nx-nix/resolver';
import type { NixPosition } from '../nix/nix-error';

/**
 * The files of one repo by the names that Nix has for them. A repo that imports what it has copied
 * into the store (`import "${path}/packages.nix"`, `${./by-name}`) makes Nix name store paths; they
 * are led back to the file of the repo that is equal to them.
 */
export class RepoPlaces {
  private readonly workspace: string;
  private readonly roots: readonly string[];
  private readonly known = new Map<string, string | undefined>();
  /** The files of the repo that are known as copies only. */
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
   * Where that is in the repo; undefined where it is in none of its files.
   * @param path of the package that it belongs to: files may be equal to each other
   */
  placeOf(at: NixPosition | undefined, path: AttributePath): Place | undefined {
    const file = at && this.fileOf(at.file, path);
    return file === undefined
      ? undefined
      : { file, position: { line: at!.line, column: at!.column } };
  }

  /** How a message names what is in no file of the repo. */
  elsewhere({ file, line, column }: NixPosition): string {
    const inWorkspace = below(file, [this.workspaceRoot, this.workspace]);
    return `${inWorkspace ?? file}:${line}:${column}`;
  }

  /**
   * Whether two names, from the workspace root, are of one file: one may be a link, or of several
   * files that are equal Nix may have copied any.
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
      // One that is not there is equal to itself.
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

  /** The file that was copied: of the same name (below what was copied) and with the same bytes. */
  private copied(file: string, inStore: string, path: AttributePath): string | undefined {
    const [top, ...rest] = inStore.split('/');
    const copiedName = top!.replace(/^[0-9a-z]{32}-/, '');
    const end = rest.length > 0 ? rest.join('/') : copiedName;
    const bytes = readBytesOrUndefined(file);
    const files = this.files();
    const named = files.filter((name) => name === end || name.endsWith(`/${end}`));
    if (bytes === undefined) {
      // A store that is not on this disk: a name that only one file has will do.
      return named.length === 1 ? `${this.root}/${named[0]!}` : undefined;
    }
    const isEqual = (name: string): boolean =>
      readBytesOrUndefined(join(this.workspaceRoot, this.root, name))?.equals(bytes) ?? false;
    const equal = named.filter(isEqual);
    // A copy may have been given another name.
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

/** Of files that are equal: the one in the folder that was copied, or in the package's own. */
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

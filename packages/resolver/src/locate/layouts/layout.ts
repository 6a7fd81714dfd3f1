import type { AttributePath } from '../../names/attribute-path';
import type { LayoutPattern } from '../../names/layout-pattern';
import type { LayoutName } from '../../repo/layout-names';

/** A source: a file that is a package or a group by its layout, and its attribute path. */
export interface PackageSource {
  /** From the repo's folder, with `/`. */
  readonly file: string;
  /** A `group` (packages.nix) and NUR's file contain the names of their members, below `path`. */
  readonly kind: 'package' | 'group' | 'nur';
  readonly path: AttributePath;
}

/** A convention by which files become packages. */
export interface Layout {
  /** The default folder, from the repo's folder. */
  readonly folder: string;
  /** The files that hold packages, in the order of their folders: by a pattern, or by a function. */
  readonly files: LayoutPattern | ((files: RepoReader, folder: string) => readonly PackageSource[]);
}

/** One tree of packages: its layout, its folder, and the files in it that hold packages. */
export interface LocatedTree {
  readonly layout: LayoutName | 'pattern';
  /** From the repo's folder, with `/`; empty for that folder itself. */
  readonly folder: string;
  readonly sources: readonly PackageSource[];
  /** The folders that contain its shards. */
  readonly shardRoots: readonly string[];
}

/** The access of a layout to a repo. */
export interface FolderReader {
  /** The entries, sorted, links followed; empty if there is no such folder, or after a problem. */
  readonly entries: (folder: string) => readonly FolderEntry[];
  /** The first of some names that is a file in the folder, or a broken link. */
  readonly firstFile: (folder: string, names: readonly string[]) => string | undefined;
}

/** A `FolderReader` that also reads files. */
export interface RepoReader extends FolderReader {
  /** The names of the formals of a file's function; undefined if the file is no function. */
  readonly formalsOf: (file: string) => readonly string[] | undefined;
}

/** An entry of a folder. */
export interface FolderEntry {
  readonly name: string;
  /**
   * A `broken` link leads nowhere or out of the repo; pipes, sockets and devices count as broken,
   * too. It may be meant as a file or a folder, so it is treated as the one that is needed; reading
   * it then reports the problem.
   */
  readonly kind: 'file' | 'folder' | 'broken';
}

/** Joins names to a folder's path, which is `''` for the repo's folder. */
export function below(folder: string, ...names: readonly string[]): string {
  const path = names.length === 1 ? names[0]! : names.join('/');
  return folder === '' ? path : `${folder}/${path}`;
}

/** Names of the folders in a folder, also of broken links. */
export function foldersIn(folders: FolderReader, folder: string): readonly string[] {
  return folders
    .entries(folder)
    .filter((entry) => entry.kind === 'folder' || entry.kind === 'broken')
    .map((entry) => entry.name);
}

/** Whether the folder has a file with that name. */
export function hasFile(folders: FolderReader, folder: string, name: string): boolean {
  return folders.firstFile(folder, [name]) !== undefined;
}

// Why: docs/decisions/layouts.md#which-file-of-a-folder-is-the-package
/**
 * The source in a folder: the first of `names` that exists. Their order is that of `useByName` in
 * `repos/lib`: `package.nix`, `packages.nix`, `default.nix`. NOTE: nixpkgs has a `packages.nix`
 * beside a `package.nix`, and that is a part of the package.
 */
export function sourceInFolder(
  folders: FolderReader,
  folder: string,
  path: AttributePath,
  names: readonly string[],
): readonly PackageSource[] {
  const name = folders.firstFile(folder, names);
  if (name === undefined) return [];
  const file = below(folder, name);
  return name === 'packages.nix'
    ? [{ file, kind: 'group', path: [] }]
    : [{ file, kind: 'package', path }];
}

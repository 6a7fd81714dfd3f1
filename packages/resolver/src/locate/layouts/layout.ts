import type { AttributePath } from '../../names/attribute-path';
import type { LayoutName } from '../../repo/layout-names';

/** A file that holds packages, and the attribute path it has by its place. */
export interface PackageSource {
  /** From the repo's folder, with `/`. */
  readonly file: string;
  /** A `group` (packages.nix) and NUR's file name their members themselves, below `path`. */
  readonly kind: 'package' | 'group' | 'nur';
  readonly path: AttributePath;
}

/** A convention by which files become packages. */
export interface Layout {
  readonly name: LayoutName;
  /** The folder it lives in where the repo names none, from the repo's folder. */
  readonly folder: string;
  /** Whether this is how a folder is laid out, where the repo does not say. */
  readonly fits: (files: RepoReader, folder: string) => boolean;
  readonly sources: (files: RepoReader, folder: string) => readonly PackageSource[];
}

/** One tree of packages: where it lies, and the files in it that hold packages. */
export interface LocatedTree {
  readonly name: LayoutName;
  /** From the repo's folder, with `/`; empty for that folder itself. */
  readonly folder: string;
  readonly sources: readonly PackageSource[];
}

/** How a layout looks at a repo; entries come sorted, links already followed. */
export interface FolderReader {
  /** Empty where there is no such folder; one that cannot be read is reported. */
  readonly entries: (folder: string) => readonly FolderEntry[];
  /** The first of some names that is a file in the folder, or a broken link. */
  readonly firstFile: (folder: string, names: readonly string[]) => string | undefined;
}

/** The same, and what the function in a file takes; undefined where it holds none. */
export interface RepoReader extends FolderReader {
  readonly formalsOf: (file: string) => readonly string[] | undefined;
}

export interface FolderEntry {
  readonly name: string;
  /**
   * A `broken` link leads nowhere or out of the repo. It may stand for a file or a folder: whoever
   * needs it as one reads it as one, and that reports it.
   */
  readonly kind: 'file' | 'folder' | 'broken' | 'other';
}

/** A path below a folder, which may be the repo's own (`''`). */
export function below(folder: string, ...names: readonly string[]): string {
  const path = names.length === 1 ? names[0]! : names.join('/');
  return folder === '' ? path : `${folder}/${path}`;
}

/** Names of sub-folders. */
export function foldersIn(folders: FolderReader, folder: string): readonly string[] {
  return folders
    .entries(folder)
    .filter((entry) => entry.kind === 'folder' || entry.kind === 'broken')
    .map((entry) => entry.name);
}

/** Whether the folder has a file of that name. */
export function hasFile(folders: FolderReader, folder: string, name: string): boolean {
  return folders.firstFile(folder, [name]) !== undefined;
}

// Why: docs/decisions/layouts.md#which-file-of-a-folder-is-the-package
/**
 * The one file in a folder that says which package it is: `package.nix` before `packages.nix`
 * before `default.nix`, as `useByName` of `repos/lib` takes them. NOTE: beside a package.nix,
 * nixpkgs has a packages.nix that is a part of the package.
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

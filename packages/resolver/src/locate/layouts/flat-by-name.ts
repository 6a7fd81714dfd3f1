import type { AttributePath } from '../../names/attribute-path';
import {
  below,
  foldersIn,
  hasFile,
  type FolderReader,
  type Layout,
  type PackageSource,
} from './layout';

/**
 * The layout `pkgs/by-name/<name>/package.nix`, with the rules of nixpkgs'
 * `lib.packagesFromDirectoryRecursive`: a folder with a `package.nix` is a package, a folder
 * without one is a set of the packages in it, and `<name>.nix` is a package with that name.
 */
export const flatByName: Layout = {
  name: 'flat-by-name',
  folder: 'pkgs/by-name',
  fits: (folders, folder) =>
    foldersIn(folders, folder).some(
      (name) =>
        hasFile(folders, below(folder, name), 'package.nix') ||
        holdsNoShard(folders, below(folder, name), name),
    ),
  sources: (folders, folder) => recurse(folders, folder, []),
};

/** Whether a folder is a set, not a shard: names of packages in a shard begin with its name. */
function holdsNoShard(folders: FolderReader, folder: string, set: string): boolean {
  return foldersIn(folders, folder).some(
    (name) =>
      !lowerCase(name).startsWith(set) && hasFile(folders, below(folder, name), 'package.nix'),
  );
}

/** Lower case of ASCII letters only, as in `repos/lib`. */
function lowerCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

function recurse(
  folders: FolderReader,
  folder: string,
  path: AttributePath,
): readonly PackageSource[] {
  if (path.length > 0 && hasFile(folders, folder, 'package.nix')) {
    return [{ file: below(folder, 'package.nix'), kind: 'package', path }];
  }
  return folders.entries(folder).flatMap((entry): readonly PackageSource[] => {
    const inner = below(folder, entry.name);
    if (entry.kind === 'folder') return recurse(folders, inner, [...path, entry.name]);
    if (entry.kind === 'file' && /.\.nix$/.test(entry.name)) {
      return [{ file: inner, kind: 'package', path: [...path, entry.name.slice(0, -4)] }];
    }
    return [];
  });
}

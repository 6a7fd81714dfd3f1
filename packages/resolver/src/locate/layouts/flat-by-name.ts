import type { AttributePath } from '../../attribute-path';
import { foldersIn, hasFile, type FolderReader, type Layout, type PackageSource } from './layout';

const FOLDER = 'pkgs/by-name';

/**
 * `pkgs/by-name/<name>/package.nix`, in the recursive directory form of nixpkgs'
 * `lib.packagesFromDirectoryRecursive`: a folder with a `package.nix` is a package, a folder
 * without one is a set of what it holds, and `<name>.nix` is a package of that name.
 */
export const flatByName: Layout = {
  name: 'flat-by-name',
  folder: FOLDER,
  fits: (folders) =>
    foldersIn(folders, FOLDER).some((name) => hasFile(folders, `${FOLDER}/${name}`, 'package.nix')),
  sources: (folders) => recurse(folders, FOLDER, []),
};

function recurse(
  folders: FolderReader,
  folder: string,
  path: AttributePath,
): readonly PackageSource[] {
  if (path.length > 0 && hasFile(folders, folder, 'package.nix')) {
    return [{ file: `${folder}/package.nix`, kind: 'package', path }];
  }
  return folders.entries(folder).flatMap((entry): readonly PackageSource[] => {
    const below = `${folder}/${entry.name}`;
    if (entry.kind === 'folder') return recurse(folders, below, [...path, entry.name]);
    if (entry.kind === 'file' && /.\.nix$/.test(entry.name)) {
      return [{ file: below, kind: 'package', path: [...path, entry.name.slice(0, -4)] }];
    }
    return [];
  });
}

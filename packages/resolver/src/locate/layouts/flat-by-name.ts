import type { AttributePath } from '../../names/attribute-path';
import { below, hasFile, type FolderReader, type PackageSource } from './layout';

/**
 * The layout `pkgs/by-name/<name>/package.nix`, with the rules of nixpkgs'
 * `lib.packagesFromDirectoryRecursive`: a folder with a `package.nix` is a package, a folder
 * without one is a set of the packages in it, and `<name>.nix` is a package with that name.
 *
 * Unlike there, a folder with a `default.nix` and no `package.nix` holds nothing, and neither does a
 * `default.nix` at the top: that file is a package of another layout, or loads packages. `check`
 * reports what is not taken.
 */
export function flatSources(folders: FolderReader, folder: string): readonly PackageSource[] {
  return recurse(folders, folder, []);
}

function recurse(
  folders: FolderReader,
  folder: string,
  path: AttributePath,
): readonly PackageSource[] {
  if (path.length > 0 && hasFile(folders, folder, 'package.nix')) {
    return [{ file: below(folder, 'package.nix'), kind: 'package', path }];
  }
  const entries = folders.entries(folder);
  if (path.length > 0 && entries.some(isDefaultFile)) return [];
  return entries.flatMap((entry): readonly PackageSource[] => {
    const inner = below(folder, entry.name);
    if (entry.kind === 'folder') return recurse(folders, inner, [...path, entry.name]);
    if (entry.kind === 'file' && /.\.nix$/.test(entry.name) && !isDefaultFile(entry)) {
      return [{ file: inner, kind: 'package', path: [...path, entry.name.slice(0, -4)] }];
    }
    return [];
  });
}

function isDefaultFile({ name, kind }: { readonly name: string; readonly kind: string }): boolean {
  return name === 'default.nix' && kind === 'file';
}

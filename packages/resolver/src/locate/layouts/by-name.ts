import { foldersIn, sourceInFolder, type FolderReader, type Layout } from './layout';

const FILES = ['package.nix', 'packages.nix', 'default.nix'];

/** `<folder>/<shard>/<name>/{package,packages,default}.nix`: two levels of folders, always. */
function sharded(name: Layout['name'], folder: string): Layout {
  return {
    name,
    folder,
    fits: (folders) =>
      foldersIn(folders, folder).some((shard) =>
        foldersIn(folders, `${folder}/${shard}`).some(
          (pkg) => sourceInFolder(folders, `${folder}/${shard}/${pkg}`, [pkg], FILES).length > 0,
        ),
      ),
    sources: (folders: FolderReader) =>
      foldersIn(folders, folder).flatMap((shard) =>
        foldersIn(folders, `${folder}/${shard}`).flatMap((pkg) =>
          sourceInFolder(folders, `${folder}/${shard}/${pkg}`, [pkg], FILES),
        ),
      ),
  };
}

/** The proof of concept's: `by-name/he/hello/default.nix`. */
export const byName = sharded('by-name', 'by-name');

/** nixpkgs' and auxolotl/core's: `pkgs/by-name/he/hello/package.nix`. */
export const pkgsByName = sharded('pkgs-by-name', 'pkgs/by-name');

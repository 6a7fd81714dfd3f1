import { below, foldersIn, sourceInFolder, type Layout } from './layout';

const FILES = ['package.nix', 'packages.nix', 'default.nix'];

/** `<folder>/<shard>/<name>/{package,packages,default}.nix`: two levels of folders, always. */
function sharded(name: Layout['name'], usual: string): Layout {
  return {
    name,
    folder: usual,
    fits: (folders, folder) =>
      foldersIn(folders, folder).some((shard) =>
        foldersIn(folders, below(folder, shard)).some(
          (pkg) => sourceInFolder(folders, below(folder, shard, pkg), [pkg], FILES).length > 0,
        ),
      ),
    sources: (folders, folder) =>
      foldersIn(folders, folder).flatMap((shard) =>
        foldersIn(folders, below(folder, shard)).flatMap((pkg) =>
          sourceInFolder(folders, below(folder, shard, pkg), [pkg], FILES),
        ),
      ),
  };
}

/** The proof of concept's: `by-name/he/hello/default.nix`. */
export const byName = sharded('by-name', 'by-name');

/** nixpkgs' and auxolotl/core's: `pkgs/by-name/he/hello/package.nix`. */
export const pkgsByName = sharded('pkgs-by-name', 'pkgs/by-name');

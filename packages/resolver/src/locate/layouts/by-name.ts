import { below, foldersIn, sourceInFolder, type Layout } from './layout';

const FILES = ['package.nix', 'packages.nix', 'default.nix'];

/** A layout `<folder>/<shard>/<name>/{package,packages,default}.nix`, always with two levels. */
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

/** The layout of the proof of concept: `by-name/he/hello/default.nix`. */
export const byName = sharded('by-name', 'by-name');

/** The layout of nixpkgs and auxolotl/core: `pkgs/by-name/he/hello/package.nix`. */
export const pkgsByName = sharded('pkgs-by-name', 'pkgs/by-name');

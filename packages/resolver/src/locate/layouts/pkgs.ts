import { below, foldersIn, sourceInFolder, type Layout } from './layout';

/** A layout `<folder>/<name>/<file>`, with one level of folders. */
function oneLevel(name: Layout['name'], usual: string, files: readonly string[]): Layout {
  const sources: Layout['sources'] = (folders, folder) =>
    foldersIn(folders, folder).flatMap((pkg) =>
      sourceInFolder(folders, below(folder, pkg), [pkg], files),
    );
  const fits: Layout['fits'] = (folders, folder) => sources(folders, folder).length > 0;
  return { name, folder: usual, fits, sources };
}

/** The layout of ekala: `pkgs/<name>/default.nix`. */
export const pkgs = oneLevel('pkgs', 'pkgs', ['default.nix']);

/** The layout of numtide: `packages/<name>/package.nix`. */
export const packages = oneLevel('packages', 'packages', ['package.nix']);

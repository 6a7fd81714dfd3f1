import { below, foldersIn, sourceInFolder, type Layout } from './layout';

/** `<folder>/<name>/<file>`: one level of folders. */
function oneLevel(name: Layout['name'], usual: string, files: readonly string[]): Layout {
  const sources: Layout['sources'] = (folders, folder) =>
    foldersIn(folders, folder).flatMap((pkg) =>
      sourceInFolder(folders, below(folder, pkg), [pkg], files),
    );
  const fits: Layout['fits'] = (folders, folder) => sources(folders, folder).length > 0;
  return { name, folder: usual, fits, sources };
}

/** ekala's: `pkgs/<name>/default.nix`. */
export const pkgs = oneLevel('pkgs', 'pkgs', ['default.nix']);

/** numtide's: `packages/<name>/package.nix`. */
export const packages = oneLevel('packages', 'packages', ['package.nix']);

import { foldersIn, sourceInFolder, type Layout } from './layout';

/** `<folder>/<name>/<file>`: one level of folders. */
function oneLevel(name: Layout['name'], folder: string, files: readonly string[]): Layout {
  const sources: Layout['sources'] = (folders) =>
    foldersIn(folders, folder).flatMap((pkg) =>
      sourceInFolder(folders, `${folder}/${pkg}`, [pkg], files),
    );
  return { name, folder, fits: (folders) => sources(folders).length > 0, sources };
}

/** ekala's: `pkgs/<name>/default.nix`. */
export const pkgs = oneLevel('pkgs', 'pkgs', ['default.nix']);

/** numtide's: `packages/<name>/package.nix`. */
export const packages = oneLevel('packages', 'packages', ['package.nix']);

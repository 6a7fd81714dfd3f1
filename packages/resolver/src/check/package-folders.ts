import { posix } from 'node:path';
import { pathText } from '../names/attribute-path';
import type { LocatedTree, PackageSource } from '../locate/layouts/layout';
import type { RepoTree, TreeEntry } from './repo-tree';

/** A folder whose files make one package, or one group of them. */
export interface PackageFolder {
  /** From the repo's folder, with `/`. */
  readonly folder: string;
  /** The package's name, or the group's: what stays the same when the folder is moved. */
  readonly key: string;
  /** Set where the package is a single file, which shares its folder with others: `tools/saw.nix`. */
  readonly file?: string;
}

const PACKAGE_FILE = /(^|\/)(packages|package|default)\.nix$/;

/**
 * The folders that a layout's packages are made of. Where every folder at one depth is a package's,
 * those without a package file are among them.
 */
export function packageFolders(
  tree: RepoTree,
  layout: LocatedTree,
  sources: readonly PackageSource[],
): readonly PackageFolder[] {
  const folders = sources.map((source): PackageFolder => {
    const folder = posix.dirname(source.file);
    const key = source.path.length > 0 ? pathText(source.path) : posix.basename(folder);
    return PACKAGE_FILE.test(source.file) ? { folder, key } : { folder, key, file: source.file };
  });
  const known = new Set(folders.map(({ folder }) => folder));
  const others = shardsOf(tree, layout)
    .flatMap((shard) => shard.entries)
    .filter(({ kind, path }) => kind === 'folder' && !known.has(path))
    .map(({ path, name }) => ({ folder: path, key: name }));
  return [...folders, ...others];
}

/** The shards of a by-name tree; other layouts have none. */
export function shardsOf(tree: RepoTree, layout: LocatedTree): readonly TreeEntry[] {
  return layout.name === 'by-name' || layout.name === 'pkgs-by-name'
    ? tree.entriesOf(layout.folder).filter(({ kind }) => kind === 'folder')
    : [];
}

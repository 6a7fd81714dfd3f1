import { posix } from 'node:path';
import { pathText } from '../names/attribute-path';
import type { LocatedTree, PackageSource } from '../locate/layouts/layout';
import type { RepoTree, TreeEntry } from './repo-tree';

/** A folder whose files make one package or one group. */
export interface PackageFolder {
  /** Path from the repo's folder, with `/`. */
  readonly folder: string;
  /** The name of the package or group; it stays the same when the folder is moved. */
  readonly key: string;
  /** Present if the package is a single file in a shared folder: `tools/saw.nix`. */
  readonly file?: string;
}

const PACKAGE_FILE = /(^|\/)(packages|package|default)\.nix$/;

/**
 * The package folders of a layout. In a by-name layout, every folder in a shard is a package
 * folder, even without a package file.
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

/** The shards of a tree; layouts without shards have none. */
export function shardsOf(tree: RepoTree, { shardRoots }: LocatedTree): readonly TreeEntry[] {
  return shardRoots.flatMap((root) =>
    tree.entriesOf(root).filter(({ kind, name }) => kind === 'folder' && !name.startsWith('.')),
  );
}

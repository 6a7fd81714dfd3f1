import { below, type LocatedTree } from '../locate/layouts/layout';
import { shardOf } from '../names/shard';
import { nearestSound, isSoundName } from './package-name';
import { BadPackageName } from '../problems/check/bad-package-name';
import { BadShardName } from '../problems/check/bad-shard-name';
import { MissingPackageFile } from '../problems/check/missing-package-file';
import { PackageFileIsAFolder } from '../problems/check/package-file-is-a-folder';
import { PackageIsAFile } from '../problems/check/package-is-a-file';
import { ShardIsAFile } from '../problems/check/shard-is-a-file';
import { WrongShard } from '../problems/check/wrong-shard';
import type { Place, Problem } from '../problems/problem';
import { shardsOf, type PackageFolder } from './package-folders';
import { everythingIn, type RepoTree, type TreeEntry } from './repo-tree';

const FILES = ['package.nix', 'default.nix', 'packages.nix'];
const SHARD = /^[a-z_][a-z0-9_-]?$/;

/** The place of a problem with a file or folder of the repo. */
type PlaceOf = (path: string) => Place;

/** Checks whether folders and files have the paths and names that their layout requires. */
export function structureProblems(
  tree: RepoTree,
  layout: LocatedTree,
  folders: readonly PackageFolder[],
  placeOf: PlaceOf,
): readonly Problem[] {
  const shards = shardsOf(tree, layout);
  const { shardRoots } = layout;
  return [
    ...shardRoots.flatMap((root) =>
      strayFiles(tree.entriesOf(root)).map(({ path }) => new ShardIsAFile(placeOf(path), root)),
    ),
    ...shards.flatMap((shard) => shardProblems(shard, placeOf)),
    ...foldersForFiles(tree.entriesOf(layout.folder), placeOf),
    ...(shardRoots.length > 0 ? [] : nameProblems(folders, placeOf)),
  ];
}

function shardProblems(shard: TreeEntry, placeOf: PlaceOf): readonly Problem[] {
  const isSound = SHARD.test(shard.name);
  const root = shard.path.slice(0, Math.max(0, shard.path.lastIndexOf('/')));
  const folderOf = (name: string): string => below(root, shardOf(name), name);
  return [
    ...(isSound ? [] : [new BadShardName(placeOf(shard.path), shard.name)]),
    ...strayFiles(shard.entries).map(
      ({ path, name }) =>
        new PackageIsAFile(placeOf(path), `${folderOf(name.replace(/\.nix$/, ''))}/package.nix`),
    ),
    ...shard.entries
      .filter(({ kind }) => kind === 'folder')
      .flatMap((pkg): readonly Problem[] => [
        ...(isSoundName(pkg.name) ? [] : [badName(placeOf(pkg.path), pkg.name)]),
        // An invalid name or shard is reported alone, because it has to be renamed first.
        ...(isSound && isSoundName(pkg.name) && pkg.path !== folderOf(pkg.name)
          ? [new WrongShard(placeOf(pkg.path), pkg.name, folderOf(pkg.name))]
          : []),
        ...(pkg.entries.some(({ name }) => FILES.includes(name))
          ? []
          : [new MissingPackageFile(placeOf(pkg.path), pkg.name, FILES)]),
      ]),
  ];
}

/** Files where only folders are expected. A README and hidden files are no misplaced packages. */
function strayFiles(entries: readonly TreeEntry[]): readonly TreeEntry[] {
  return entries.filter(
    ({ kind, name }) => kind === 'file' && name !== 'README.md' && !name.startsWith('.'),
  );
}

function foldersForFiles(entries: readonly TreeEntry[], placeOf: PlaceOf): readonly Problem[] {
  return [...everythingIn(entries)]
    .filter(({ kind, name }) => kind === 'folder' && FILES.includes(name))
    .map(({ path, name }) => new PackageFileIsAFolder(placeOf(path), name));
}

/** In a layout without shards: problems for names of the folders or files that name packages. */
function nameProblems(folders: readonly PackageFolder[], placeOf: PlaceOf): readonly Problem[] {
  return folders.flatMap(({ folder, file }) => {
    const path = file ?? folder;
    const name = (path.split('/').at(-1) ?? '').replace(/\.nix$/, file ? '' : '.nix');
    return isSoundName(name) ? [] : [badName(placeOf(path), name)];
  });
}

function badName(place: Place, name: string): Problem {
  return new BadPackageName(place, name, nearestSound(name));
}

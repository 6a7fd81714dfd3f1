import { posix } from 'node:path';
import { shardOf } from '../names/shard';
import { BadRepoConfig } from '../problems/bad-repo-config';
import { NoLayout } from '../problems/no-layout';
import { FILE_START, type Problem } from '../problems/problem';
import { UnclearLayout } from '../problems/unclear-layout';
import type { LayoutName } from '../repo/layout-names';
import type { Repo } from '../repo/repo';
import { defaultFolder, locateTree } from './layouts/all-layouts';
import {
  below,
  foldersIn,
  type FolderReader,
  type LocatedTree,
  type RepoReader,
} from './layouts/layout';
import { isNur } from './layouts/nur';
import { nixFilesIn } from './reached-files';
import { proposedPattern } from './proposed-pattern';
import { exclusion } from './untaken-files';

/** The trees of packages of a repo, and what is wrong with its layout. */
export interface LayoutTrees {
  readonly trees: readonly LocatedTree[];
  readonly problems: readonly Problem[];
}

/** The files that trees do not explain; undefined where nobody asks. */
export type Unexplained = ((trees: readonly LocatedTree[]) => readonly string[]) | undefined;

/**
 * The trees of packages in a repo: those named in its `nix-repo.json`, else the one whose layout is
 * recognised. Which one that is depends on folders and names of files alone. Problems for named
 * folders that do not exist, for Nix files without a layout, and where no layout explains all files
 * or two do.
 */
export function layoutTrees(files: RepoReader, repo: Repo, unexplained: Unexplained): LayoutTrees {
  const named = repo.config.layout;
  if (named) {
    const trees = ofFirst(named.map((tree) => locateTree(files, tree)));
    return { trees, problems: missingFolders(files, repo) };
  }
  const guesses = guessesOf(files).filter(({ sources }) => sources.length > 0);
  const [first, ...others] = guesses;
  if (!first) return withoutPackages(files, repo);
  if (!unexplained) return { trees: [first], problems: [] };
  const left = unexplained([first]);
  const isSure = isInShards(first) ? !isOddlySharded(first) : left.length === 0;
  // NOTE: packages in shards that leave files are no question, so that the others, which leave
  // thousands in nixpkgs, need not be looked at.
  if (isSure && left.length > 0) return { trees: [first], problems: [] };
  const unexplainedBy = [left, ...others.map((guess) => unexplained([guess]))];
  const isAlone = unexplainedBy.slice(1).every((files) => files.length > 0);
  if (isAlone && isSure) return { trees: [first], problems: [] };
  const [file = first.sources[0]!.file] = unexplainedBy.flat();
  const told = [first, ...others].map(({ layout, sources }, i) => ({
    layout,
    packages: sources.length,
    unexplained: unexplainedBy[i]!,
    proposed: proposedPattern(unexplainedBy[i]!),
  }));
  const place = { file: below(repo.root, file), position: FILE_START };
  return { trees: [first], problems: [new UnclearLayout(place, repo.name, told)] };
}

/** A file that several trees take is of the first: what comes after is for the files left over. */
function ofFirst(trees: readonly LocatedTree[]): readonly LocatedTree[] {
  const taken = new Set<string>();
  return trees.map((tree) => {
    const sources = tree.sources.filter(({ file }) => !taken.has(file));
    for (const { file } of sources) taken.add(file);
    return { ...tree, sources };
  });
}

/**
 * The trees by which a repo could be recognised. `recogniseLayout` of `repos/lib` takes the first
 * one that has packages.
 */
function guessesOf(files: RepoReader): readonly LocatedTree[] {
  const tree = (name: LayoutName): LocatedTree => locateTree(files, { name });
  const byName = tree('by-name');
  const flatOrSharded = flatOrShardedIn(tree('flat-by-name'), tree('pkgs-by-name'));
  const nur = isNur(files) ? [tree('nur')] : [];
  const before = [byName, ...flatOrSharded].filter(({ sources }) => sources.length > 0);
  // What takes `pkgs` says itself which packages there are.
  if (nur.length > 0) return [...before, ...nur];
  return [...before, tree('sets-by-name'), tree('pkgs'), tree('packages')];
}

/**
 * Of `pkgs/by-name`: folders are shards if one of them is the shard of a package in it, else sets.
 * A set may be called like a shard, and a package may lie in a wrong one, so both may be told.
 */
function flatOrShardedIn(flat: LocatedTree, sharded: LocatedTree): readonly LocatedTree[] {
  const isOnlyFlat = flat.sources.some(
    ({ file }) => !sharded.sources.some((source) => source.file === file),
  );
  if (sharded.sources.some(isInItsShard)) {
    return isOnlyFlat || isOddlySharded(sharded) ? [sharded, flat] : [sharded];
  }
  const couldBeShards = sharded.sources.every(({ file }) => /^[^/]{1,2}$/.test(shardIn(file)));
  if (flat.sources.length === 0) return [sharded];
  return !isOnlyFlat && couldBeShards ? [flat, sharded] : [flat];
}

/** Whether a tree cannot be meant otherwise, whatever else the repo has: packages in their shards. */
function isInShards({ layout, sources }: LocatedTree): boolean {
  return layout === 'by-name' || (layout === 'pkgs-by-name' && sources.some(isInItsShard));
}

/** Whether a tree of shards has one that can be none, by its name. */
function isOddlySharded({ layout, sources }: LocatedTree): boolean {
  return layout === 'pkgs-by-name' && sources.some(({ file }) => shardIn(file).length > 2);
}

function isInItsShard({ file }: { readonly file: string }): boolean {
  return shardIn(file) === shardOf(posix.basename(posix.dirname(file)));
}

/** The folder above a package's folder. */
function shardIn(file: string): string {
  return posix.basename(posix.dirname(posix.dirname(file)));
}

/** A repo without packages: a folder that is called as that of a layout tells which one is meant. */
function withoutPackages(files: RepoReader, repo: Repo): LayoutTrees {
  const name = (['by-name', 'pkgs-by-name'] as const).find(
    (known) => files.entries(defaultFolder(known)).length > 0,
  );
  const trees = name === undefined ? [] : [locateTree(files, { name })];
  const isExcluded = exclusion(repo.config.exclude);
  const [file] =
    repo.kind === 'overlay'
      ? []
      : [...nixFilesIn(files, '')].filter((one) => one.includes('/') && !isExcluded(one));
  if (file === undefined || name !== undefined) return { trees, problems: [] };
  const place = { file: below(repo.root, file), position: FILE_START };
  return { trees, problems: [new NoLayout(place, repo.name)] };
}

/** Problems for missing folders. Only for named ones: a new repo may not yet have the default. */
function missingFolders(
  files: FolderReader,
  { root, config: { layout = [] }, layoutPositions, settingsFile }: Repo,
): readonly Problem[] {
  return layout.flatMap((tree, index) => {
    const folder = 'pattern' in tree ? undefined : tree.folder;
    if (!folder || isFolder(files, folder)) return [];
    const position = layoutPositions?.[index] ?? FILE_START;
    const place = { file: settingsFile ?? below(root, 'nix-repo.json'), position };
    const message = `there is no folder "${folder}" in the repo`;
    return [new BadRepoConfig(place, message, 'mend "folder", or add the folder')];
  });
}

function isFolder(files: FolderReader, folder: string): boolean {
  const parts = folder.split('/');
  return parts.every((part, depth) =>
    foldersIn(files, parts.slice(0, depth).join('/')).includes(part),
  );
}

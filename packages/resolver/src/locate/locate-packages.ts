import { posix } from 'node:path';
import type { NixParser, ReadingDepth } from '@nx-nix/lambdas';
import type { AttributePath } from '../names/attribute-path';
import { urlOf, type LocatedEntry } from './layers/layer';
import { locateLayers } from './layers/locate-layers';
import { layoutTrees } from './layout-trees';
import type { LocatedTree, PackageSource } from './layouts/layout';
import { layoutText } from '../repo/layout-names';
import type { LocatedPackage, LocatedRepo } from './located';
import type { ReadingCache } from '../readings/reading-cache';
import { RepoFiles } from './repo-files';
import { RepoFolder } from './repo-folder';
import { withSettings } from './source-settings';
import { untakenFiles } from './untaken-files';
import type { Repo } from '../repo/repo';

/** Options of `locatePackages`. */
export interface LocateOptions {
  /**
   * How much of package files is read: formals need only the heads; the problems of bodies need
   * whole files, which takes about fifty times as long. Groups are always read whole. Default:
   * `body`.
   */
  readonly depth?: ReadingDepth;
  /** With the depth `head`: formals whose packages are read whole all the same. */
  readonly bodiesOf?: ReadonlySet<string>;
}

/**
 * Locates the packages of one repo with their formals and references, without running Nix. Each
 * file is read once, or its reading is taken from the cache. Problems are in the result.
 */
export function locatePackages(
  workspaceRoot: string,
  repo: Repo,
  parser: NixParser,
  cache: ReadingCache,
  { depth = 'body', bodiesOf }: LocateOptions = {},
): LocatedRepo {
  const folder = new RepoFolder(workspaceRoot, repo.root);
  const files = new RepoFiles(folder, repo.name, parser, cache, { depth, bodiesOf });
  const unexplained =
    depth === 'body'
      ? once((some: readonly LocatedTree[]) => untakenFiles(files, repo, sourcesOf(some)))
      : undefined;
  const { trees, problems } = layoutTrees(files, repo, unexplained);
  const { located, problems: settings } = withSettings(folder, repo, trees);
  const packages: LocatedPackage[] = [];
  const groupFormals = new Set<string>();
  const marks: AttributePath[] = [];
  for (const source of sourcesOf(located)) {
    if (source.kind === 'package') {
      packages.push(files.package(source));
    } else {
      const group = files.group(source);
      for (const one of group.packages) packages.push(one);
      for (const mark of group.marks) marks.push(mark);
      for (const formal of group.formals) groupFormals.add(formal);
    }
  }
  const layers =
    repo.kind === 'overlay' ? locateLayers(files, repo, packages.length > 0) : undefined;
  return {
    repo,
    layout: located.length > 0 ? layoutsText(repo, located) : undefined,
    trees: located,
    packages,
    problems: [
      ...problems,
      ...settings,
      ...(layers?.problems ?? []),
      ...files.folder.problems,
      ...files.problems,
    ],
    groupFormals: [...groupFormals],
    ...(layers && { layers: layers.entries }),
    ...(unexplained && { untaken: outsideOfLayers(unexplained(located), layers?.entries) }),
    marks,
  };
}

/** The files that lie in no folder of the repo that a channel or a flake of a layer is. */
function outsideOfLayers(
  files: readonly string[],
  layers: readonly LocatedEntry[] = [],
): readonly string[] {
  const folders = layers.flatMap(({ entry }) => {
    const url = urlOf(entry);
    return url?.startsWith('.') ? [posix.join(url, '.')] : [];
  });
  return files.filter(
    (file) => !folders.some((folder) => folder === '.' || file.startsWith(`${folder}/`)),
  );
}

/** A function that is not called twice for the same files. */
function once<T>(of: (trees: readonly LocatedTree[]) => T): typeof of {
  const known = new Map<string, T>();
  return (trees) => {
    const key = JSON.stringify(sourcesOf(trees).map(({ file }) => file));
    const result = known.has(key) ? known.get(key)! : of(trees);
    known.set(key, result);
    return result;
  };
}

function sourcesOf(trees: readonly LocatedTree[]): readonly PackageSource[] {
  return trees.flatMap(({ sources }) => sources);
}

function layoutsText({ config }: Repo, located: readonly LocatedTree[]): string {
  const texts = config.layout?.map(layoutText) ?? located.map(({ layout }) => layout);
  return texts.join(', ');
}

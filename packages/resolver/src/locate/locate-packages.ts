import type { NixParser, ReadingDepth } from '@nx-nix/lambdas';
import type { AttributePath } from '../names/attribute-path';
import { locateLayers } from './layers/locate-layers';
import { layoutTrees } from './layout-trees';
import { locateTree } from './layouts/all-layouts';
import { layoutText } from '../repo/layout-names';
import type { LocatedPackage, LocatedRepo } from './located';
import type { ReadingCache } from '../readings/reading-cache';
import { RepoFiles } from './repo-files';
import { RepoFolder } from './repo-folder';
import type { Repo } from '../repo/repo';

export interface LocateOptions {
  /**
   * How far package files are looked at: for what they ask for, their heads will do; what is wrong
   * with their bodies takes them whole, which is some fifty times dearer. Groups are read whole.
   */
  readonly depth?: ReadingDepth;
}

/**
 * Reads one repo: which packages it has, and what each asks for. Static: no Nix is run. Every file
 * is read once; what it says comes from the cache where it is known.
 */
export function locatePackages(
  workspaceRoot: string,
  repo: Repo,
  parser: NixParser,
  cache: ReadingCache,
  { depth = 'body' }: LocateOptions = {},
): LocatedRepo {
  const folder = new RepoFolder(workspaceRoot, repo.root);
  const files = new RepoFiles(folder, repo.name, parser, cache, depth);
  const { trees, problems } = layoutTrees(files, repo);
  const packages: LocatedPackage[] = [];
  const groupFormals = new Set<string>();
  const marks: AttributePath[] = [];
  const located = trees.map((tree) => locateTree(files, tree));
  for (const source of located.flatMap(({ sources }) => sources)) {
    if (source.kind === 'package') {
      packages.push(files.package(source));
    } else {
      const group = files.group(source);
      packages.push(...group.packages);
      marks.push(...group.marks);
      for (const formal of group.formals) groupFormals.add(formal);
    }
  }
  const layers =
    repo.kind === 'overlay' ? locateLayers(files, repo, packages.length > 0) : undefined;
  return {
    repo,
    layout: trees.length > 0 ? trees.map(layoutText).join(', ') : undefined,
    trees: located,
    packages,
    problems: [
      ...problems,
      ...(layers?.problems ?? []),
      ...files.folder.problems,
      ...files.problems,
    ],
    groupFormals: [...groupFormals],
    ...(layers && { layers: layers.entries }),
    marks,
  };
}

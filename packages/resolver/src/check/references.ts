import { posix } from 'node:path';
import type { Body, PathExpression } from '@nx-nix/lambdas';
import { AbsolutePath } from '../problems/check/absolute-path';
import { BrokenLink } from '../problems/check/broken-link';
import { ComputedPath } from '../problems/check/computed-path';
import { HomePath } from '../problems/check/home-path';
import { LinkLeavesPackage } from '../problems/check/link-leaves-package';
import { MissingPath } from '../problems/check/missing-path';
import { PathLeavesPackage } from '../problems/check/path-leaves-package';
import { SearchPath } from '../problems/check/search-path';
import type { Place, Problem } from '../problems/problem';
import type { RepoTree } from './repo-tree';

/** A package's folder: its path from the repo's folder, and its name in messages. */
export interface Home {
  readonly folder: string;
  readonly name: string;
}

/** A link in a package's folder must not be broken and must not leave that folder. */
export function linkProblems(
  tree: RepoTree,
  link: string,
  home: Home,
  place: Place,
): readonly Problem[] {
  const text = tree.linkText(link);
  const target = tree.targetOf('', link);
  if (target.kind === 'nowhere') return [new BrokenLink(place, text)];
  return isIn(target.path, realFolder(tree, home.folder))
    ? []
    : [new LinkLeavesPackage(place, text, home.name)];
}

/** A link in place of a package's folder or a shard must not lead to a folder, or to nothing. */
export function folderLinkProblems(tree: RepoTree, link: string, place: Place): readonly Problem[] {
  const text = tree.linkText(link);
  const target = tree.targetOf('', link);
  if (target.kind === 'nowhere') return [new BrokenLink(place, text)];
  return target.isFolder ? [new LinkLeavesPackage(place, text, place.file)] : [];
}

/** The paths in a package's file must exist and must not leave the package's folder. */
export function pathProblems(
  tree: RepoTree,
  file: string,
  { paths }: Body,
  home: Home,
  placeOf: (position: PathExpression['position']) => Place,
): readonly Problem[] {
  const testedPaths = new Set(paths.filter((path) => path.isAskedFor).map(({ text }) => text));
  return paths.flatMap((written) => {
    const found = pathProblem(tree, file, written, home, placeOf(written.position));
    // A path may be missing if the file tests it: `if builtins.pathExists ./x then import ./x …`.
    return found && !(found instanceof MissingPath && testedPaths.has(written.text)) ? [found] : [];
  });
}

function pathProblem(
  tree: RepoTree,
  file: string,
  { kind, text, path, isBeginning, isAdded }: PathExpression,
  { folder, name }: Home,
  place: Place,
): Problem | undefined {
  // `<nix/…>` is a part of Nix itself.
  if (kind === 'search') return text.startsWith('<nix/') ? undefined : new SearchPath(place, text);
  if (kind === 'home') return new HomePath(place, text);
  if (kind === 'absolute') return isAdded ? undefined : new AbsolutePath(place, text);
  if (path === undefined) return new ComputedPath(place, text);
  const from = posix.dirname(file);
  if (!isIn(posix.join(from, path), folder)) return new PathLeavesPackage(place, text, name);
  // If a link on the path leaves the folder, `linkProblems` reports the link.
  const isThere = isBeginning || tree.targetOf(from, path).kind === 'somewhere';
  return isThere ? undefined : new MissingPath(place, text);
}

/** The real path of a folder, because the folder itself may be reached through a link. */
function realFolder(tree: RepoTree, folder: string): string {
  const target = tree.targetOf('', folder);
  return target.kind === 'somewhere' ? target.path : folder;
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

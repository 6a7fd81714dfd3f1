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

/** A package's folder: from the repo's folder, and as messages name it. */
export interface Home {
  readonly folder: string;
  readonly name: string;
}

/** A link in a package's folder: it may lead anywhere in that folder. */
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

/** A link where a package's folder, or a shard, should be: whatever it leads to is not in it. */
export function folderLinkProblems(tree: RepoTree, link: string, place: Place): readonly Problem[] {
  const text = tree.linkText(link);
  const target = tree.targetOf('', link);
  if (target.kind === 'nowhere') return [new BrokenLink(place, text)];
  return target.isFolder ? [new LinkLeavesPackage(place, text, place.file)] : [];
}

/** The paths of a file in a package's folder: they may lead anywhere in that folder. */
export function pathProblems(
  tree: RepoTree,
  file: string,
  { paths }: Body,
  home: Home,
  placeOf: (position: PathExpression['position']) => Place,
): readonly Problem[] {
  const asked = new Set(paths.filter((path) => path.isAskedFor).map(({ text }) => text));
  return paths.flatMap((written) => {
    const found = pathProblem(tree, file, written, home, placeOf(written.position));
    // `if builtins.pathExists ./x then import ./x else …`
    return found && !(found instanceof MissingPath && asked.has(written.text)) ? [found] : [];
  });
}

function pathProblem(
  tree: RepoTree,
  file: string,
  { kind, text, path, isBeginning, isAdded }: PathExpression,
  { folder, name }: Home,
  place: Place,
): Problem | undefined {
  // Nix itself brings what lies below `<nix/…>`.
  if (kind === 'search') return text.startsWith('<nix/') ? undefined : new SearchPath(place, text);
  if (kind === 'home') return new HomePath(place, text);
  if (kind === 'absolute') return isAdded ? undefined : new AbsolutePath(place, text);
  if (path === undefined) return new ComputedPath(place, text);
  const from = posix.dirname(file);
  if (!isIn(posix.join(from, path), folder)) return new PathLeavesPackage(place, text, name);
  // Where it leads out by a link, the link is told of.
  const isThere = isBeginning || tree.targetOf(from, path).kind === 'somewhere';
  return isThere ? undefined : new MissingPath(place, text);
}

/** The folder itself may lie behind a link. */
function realFolder(tree: RepoTree, folder: string): string {
  const target = tree.targetOf('', folder);
  return target.kind === 'somewhere' ? target.path : folder;
}

function isIn(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

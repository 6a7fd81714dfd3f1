import type { EmptySet as FoundSet } from '@nx-nix/lambdas';
import { pathText } from '../names/attribute-path';
import { below, type LocatedTree, type PackageSource } from '../locate/layouts/layout';
import { EmptySet } from '../problems/check/empty-set';
import type { Place, Problem } from '../problems/problem';
import type { RepoTree, TreeEntry } from './repo-tree';

/** Problems for the empty set literals of a group file. */
export function emptySetsOfGroup(
  found: readonly FoundSet[],
  source: PackageSource,
  file: string,
): readonly Problem[] {
  return found.map(({ path, position }) => {
    const name = path.length > 0 ? pathText([...source.path, ...path]) : undefined;
    return new EmptySet({ file, position }, name);
  });
}

/** In the layout whose folders are sets: problems for folders without a package, at any depth. */
export function emptySetFolders(
  tree: RepoTree,
  layout: LocatedTree,
  sources: readonly PackageSource[],
  placeOf: (path: string) => Place,
): readonly Problem[] {
  if (layout.layout !== 'flat-by-name') return [];
  const full = new Set<string>();
  for (const { file } of sources) {
    const parts = file.split('/');
    parts.forEach((_, i) => full.add(parts.slice(0, i).join('/')));
  }
  const isPackage = new Set(
    sources.filter(({ file }) => file.endsWith('/package.nix')).map(({ file }) => parentOf(file)),
  );
  const outermost = (entries: readonly TreeEntry[]): readonly TreeEntry[] =>
    entries.flatMap((entry) => {
      if (entry.kind !== 'folder' || isPackage.has(entry.path)) return [];
      return full.has(entry.path) ? outermost(entry.entries) : [entry];
    });
  return outermost(tree.entriesOf(layout.folder)).map(({ path }) => {
    const names = path.slice(below(layout.folder, '').length).split('/');
    return new EmptySet(placeOf(path), pathText(names));
  });
}

function parentOf(file: string): string {
  return file.slice(0, file.lastIndexOf('/'));
}

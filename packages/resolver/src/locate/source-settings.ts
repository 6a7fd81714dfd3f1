import { posix } from 'node:path';
import { configuredPath } from '../names/attribute-path';
import { BadRepoConfig } from '../problems/bad-repo-config';
import { FILE_START, type Problem } from '../problems/problem';
import type { Repo } from '../repo/repo';
import { fitsPart, readPathPattern } from '../names/layout-pattern';
import { below, type LocatedTree, type PackageSource } from './layouts/layout';
import type { RepoFolder } from './repo-folder';
import { exclusion } from './untaken-files';

/**
 * The trees with what a repo's `nix-repo.json` says of single files: `exclude` leaves files out,
 * `attributes` gives them other names. Problems for what is not there.
 */
export function withSettings(
  folder: RepoFolder,
  repo: Repo,
  trees: readonly LocatedTree[],
): { readonly located: readonly LocatedTree[]; readonly problems: readonly Problem[] } {
  const { exclude = [], attributes = {} } = repo.config;
  if (exclude.length === 0 && Object.keys(attributes).length === 0) {
    return { located: trees, problems: [] };
  }
  const isExcluded = exclusion(exclude);
  const used = new Set<string>();
  const named = (source: PackageSource): PackageSource => {
    const key = [source.file, posix.dirname(source.file)].find((path) =>
      Object.hasOwn(attributes, path),
    );
    if (key === undefined || source.kind !== 'package') return source;
    used.add(key);
    return { ...source, path: configuredPath(attributes[key]!) };
  };
  const located = trees.map((tree) => ({
    ...tree,
    sources: tree.sources.filter(({ file }) => !isExcluded(file)).map(named),
  }));
  const report = (field: string, path: string, message: string): Problem => {
    const position = repo.settingPositions?.[`${field} ${path}`] ?? FILE_START;
    const file = repo.settingsFile ?? `${repo.root}/nix-repo.json`;
    return new BadRepoConfig({ file, position }, message, 'mend it, or take it away');
  };
  return {
    located,
    problems: [
      ...exclude
        .filter((path) => !isThere(folder, path))
        .map((path) => report('exclude', path, `there is no "${path}" in the repo "${repo.name}"`)),
      ...Object.keys(attributes)
        .filter((path) => !used.has(path))
        .map((path) =>
          report('attributes', path, `"${path}" is no package of the repo "${repo.name}"`),
        ),
    ],
  };
}

/** Whether a path, which may have variables, fits a file or folder. */
function isThere(folder: RepoFolder, path: string): boolean {
  const parts = readPathPattern(path) ?? [];
  if (parts.every(({ variable }) => variable === undefined)) return folder.has(path);
  const isBelow = (at: string, depth: number): boolean => {
    const part = parts[depth];
    if (!part) return true;
    return folder
      .entries(at)
      .some(({ name }) => fitsPart(part, name) && isBelow(below(at, name), depth + 1));
  };
  return isBelow('', 0);
}

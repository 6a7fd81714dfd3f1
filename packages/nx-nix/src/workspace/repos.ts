import { basename } from 'node:path';
import type { ProjectConfiguration } from '@nx/devkit';
import { isRepoName, type RepoKind } from '@nx-nix/resolver';

/** The metadata of a repo's project, for the plugin and for `nx show project`. */
export interface NixMetadata {
  readonly kind: RepoKind;
  readonly layout?: string;
  readonly packages?: number;
  /** For an overlay repo: how many files its layers have; all its packages count as one. */
  readonly layers?: number;
  /** For each formal such as `pkgs` that hides what a package uses: the number of packages. */
  readonly hiding?: Readonly<Record<string, number>>;
  /** By project: how many edges lead to its packages, and a description of the first. */
  readonly uses?: Readonly<Record<string, { readonly edges: number; readonly first: string }>>;
}

/**
 * The folders of repos among files that match the plugin's glob; names of folders are not checked.
 */
export function repoFoldersOf(files: readonly string[], repos: string): readonly string[] {
  const folders = files.flatMap((file) => {
    const parts = file.split('/');
    const folder = parts.slice(0, -1).join('/');
    return parts.slice(0, -2).join('/') === repos ? [folder] : [];
  });
  return [...new Set(folders)].sort();
}

/** True if a folder's name can be the name of a repo; `repoNameProblems` reports the others. */
export function hasRepoName(root: string): boolean {
  return isRepoName(basename(root));
}

/** The folders of the projects that this plugin made, sorted. */
export function repoFoldersOfProjects(
  projects: Readonly<Record<string, ProjectConfiguration>>,
): readonly string[] {
  return Object.values(projects)
    .filter((project) => nixMetadata(project) !== undefined)
    .map((project) => project.root)
    .sort();
}

/** The metadata that this plugin adds to a project; undefined for projects of other plugins. */
export function nixMetadata(project: ProjectConfiguration): NixMetadata | undefined {
  return (project.metadata as { nix?: NixMetadata } | undefined)?.nix;
}

import { basename } from 'node:path';
import type { ProjectConfiguration } from '@nx/devkit';
import { isRepoName, type RepoKind } from '@nx-nix/resolver';

/** What the plugin keeps with a project, for itself and for `nx show project`. */
export interface NixMetadata {
  readonly kind: RepoKind;
  readonly layout?: string;
  readonly packages?: number;
  /** Of an overlay repo: how many files its layers have; its packages count as one. */
  readonly layers?: number;
  /** How many of them have a formal behind which they can use packages that no one sees. */
  readonly hiding?: Readonly<Record<string, number>>;
  /** By project: how often its packages are asked for, and where first. */
  readonly uses?: Readonly<Record<string, { readonly edges: number; readonly first: string }>>;
}

/** The folders of repos among files that match the plugin's glob, whatever their names. */
export function repoFoldersOf(files: readonly string[], repos: string): readonly string[] {
  const folders = files.flatMap((file) => {
    const parts = file.split('/');
    const folder = parts.slice(0, -1).join('/');
    return parts.slice(0, -2).join('/') === repos ? [folder] : [];
  });
  return [...new Set(folders)].sort();
}

/** Whether a folder's name can be a repo's; `repoNameProblems` says what is wrong with the others. */
export function hasRepoName(root: string): boolean {
  return isRepoName(basename(root));
}

/** The folders of the projects that this plugin made. */
export function repoFoldersOfProjects(
  projects: Readonly<Record<string, ProjectConfiguration>>,
): readonly string[] {
  return Object.values(projects)
    .filter((project) => nixMetadata(project) !== undefined)
    .map((project) => project.root)
    .sort();
}

/** What this plugin keeps with a project; undefined for other plugins' projects. */
export function nixMetadata(project: ProjectConfiguration): NixMetadata | undefined {
  return (project.metadata as { nix?: NixMetadata } | undefined)?.nix;
}

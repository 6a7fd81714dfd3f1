import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { ProjectConfiguration } from '@nx/devkit';
import {
  isRepoName,
  readRepoConfig,
  REPO_KINDS,
  UnreadableFile,
  type Problem,
  type Repo,
  type RepoKind,
} from '@nx-nix/resolver';

/** A file that makes a sub-folder of `repos/` a repo. */
export const REPO_FILES = ['nix-repo.json', 'flake.nix'] as const;

/** A repo, and what is wrong with its `nix-repo.json`. */
export interface ReadRepo {
  readonly repo: Repo;
  readonly problems: readonly Problem[];
}

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

/** Reads what a repo says of itself. A broken `nix-repo.json` leaves a repo that says nothing. */
export function readRepo(workspaceRoot: string, root: string): ReadRepo {
  const name = basename(root);
  const defaultKind = kindByName(name);
  const file = `${root}/nix-repo.json`;
  let text: string;
  try {
    text = readFileSync(join(workspaceRoot, file), 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const problems =
      code === 'ENOENT'
        ? []
        : [new UnreadableFile({ file, position: { line: 1, column: 1 } }, message)];
    return { repo: { name, root, kind: defaultKind, config: {} }, problems };
  }
  const { problems, ...read } = readRepoConfig(text, file, defaultKind);
  const kind = read.config.kind ?? defaultKind;
  return { repo: { name, root, kind, ...read }, problems };
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

/** The same by looking at the disk, for where Nx hands over no files. */
export function repoFoldersOnDisk(workspaceRoot: string, repos: string): readonly string[] {
  let names: readonly string[];
  try {
    names = readdirSync(join(workspaceRoot, repos));
  } catch {
    return [];
  }
  return names
    .map((name) => `${repos}/${name}`)
    .filter((root) => REPO_FILES.some((file) => isFile(join(workspaceRoot, root, file))))
    .sort();
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

function kindByName(name: string): RepoKind {
  return REPO_KINDS.find((kind) => kind === name) ?? 'sig';
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

import { repoFoldersIn } from '@nx-nix/resolver';
import { existsSync } from 'node:fs';
import { join, posix } from 'node:path';
import { git } from './git';

/** Which commits a revision such as `main` means at this moment. Plain data: it goes through JSON. */
export interface RevisionCommits {
  /** Of the git repository that the workspace lies in; absent where it has no such revision. */
  readonly workspace?: WorkspaceCommit;
  /** By repo: where its files of that revision are. */
  readonly repos: Readonly<Record<string, RepoCommit>>;
}

export interface WorkspaceCommit {
  readonly commit: string;
  /** The workspace's folder in the repository: empty, or with a `/` at its end. */
  readonly prefix: string;
}

/**
 * In the workspace's own commit (where it may not be: then the repo is new since), in a repository
 * of the repo's own, or nowhere that we can reach.
 */
export type RepoCommit =
  | { readonly kind: 'workspace' }
  | { readonly kind: 'own'; readonly commit: string }
  | { readonly kind: 'unknown'; readonly why: string };

/** Asks git what a revision means, for the workspace and for each repo with a `.git` of its own. */
export async function revisionCommits(
  workspaceRoot: string,
  reposFolder: string,
  revision: string,
): Promise<RevisionCommits> {
  const found = await workspaceCommit(workspaceRoot, revision);
  const workspace = 'why' in found ? undefined : found;
  const links = workspace ? await gitLinks(workspaceRoot, reposFolder, workspace) : new Map();
  const repos: Record<string, RepoCommit> = {};
  for (const root of repoFoldersIn(workspaceRoot, reposFolder)) {
    const folder = join(workspaceRoot, root);
    if (links.get(root) === 'folder' || !existsSync(join(folder, '.git'))) {
      repos[root] = 'why' in found ? { kind: 'unknown', why: found.why } : { kind: 'workspace' };
    } else {
      repos[root] = await ownCommit(folder, root, revision, links.get(root));
    }
  }
  return { ...(workspace && { workspace }), repos };
}

async function workspaceCommit(
  workspaceRoot: string,
  revision: string,
): Promise<WorkspaceCommit | { readonly why: string }> {
  const prefix = await git(workspaceRoot, ['rev-parse', '--show-prefix']);
  if (!prefix.ok) return { why: `the workspace is in no git repository (${prefix.why})` };
  const commit = await commitOf(workspaceRoot, revision);
  return commit === undefined
    ? { why: `the workspace's git repository has no revision "${revision}"` }
    : { commit, prefix: prefix.output.replace(/\n$/, '') };
}

/** What the revision has for each repo: its files (`folder`), or the commit of a submodule. */
async function gitLinks(
  workspaceRoot: string,
  reposFolder: string,
  { commit, prefix }: WorkspaceCommit,
): Promise<Map<string, string>> {
  const tree = `${commit}:${prefix}${reposFolder}`;
  const listing = await git(workspaceRoot, ['ls-tree', '-z', tree]);
  const links = new Map<string, string>();
  for (const line of listing.ok ? listing.output.split('\0') : []) {
    const [, type, hash, name] = /^\d+ (\w+) (\w+)\t(.*)$/s.exec(line) ?? [];
    if (!name || !hash) continue;
    if (type === 'tree') links.set(posix.join(reposFolder, name), 'folder');
    if (type === 'commit') links.set(posix.join(reposFolder, name), hash);
  }
  return links;
}

/** A submodule is at the commit that the workspace's revision says; a clone has the revision itself. */
async function ownCommit(
  folder: string,
  root: string,
  revision: string,
  link: string | undefined,
): Promise<RepoCommit> {
  const commit = await commitOf(folder, link ?? revision);
  if (commit !== undefined) return { kind: 'own', commit };
  const why = link
    ? `"${revision}" has the submodule ${root} at ${link.slice(0, 12)}, which is not there: fetch it, \`git -C ${root} fetch\``
    : `${root} has a git repository of its own, and no revision "${revision}" in it`;
  return { kind: 'unknown', why };
}

async function commitOf(folder: string, revision: string): Promise<string | undefined> {
  const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`];
  const answer = await git(folder, args);
  return answer.ok ? answer.output.trim() : undefined;
}

import { withTemporaryFolder } from '@nx-nix/files';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { dataDirectory } from '../workspace/nx-internal';
import { askGit } from './git-output';
import { SourceFailure } from './source-failure';

/** The revision that a branch, a tag or the default branch points to now. */
export interface FoundRef {
  readonly revision: string;
  /** The full name of the ref; undefined if HEAD is no branch. */
  readonly ref: string | undefined;
}

/**
 * Asks a local or remote repository which revision a ref points to.
 * @param ref as a flake reference contains it; undefined: the default branch
 * @param isShort true: a name without `refs/` may also be a tag, as on forges
 * @throws SourceFailure when there is no such repository or ref, or it is ambiguous
 */
export async function findRef(
  url: string,
  ref: string | undefined,
  isShort: boolean,
): Promise<FoundRef> {
  const names =
    ref === undefined
      ? ['HEAD']
      : ref.startsWith('refs/')
        ? [ref]
        : [`refs/heads/${ref}`, `refs/tags/${ref}`];
  const wanted = names.flatMap((name) =>
    name.startsWith('refs/tags/') ? [name, `${name}^{}`] : [name],
  );
  const output = await askGit(tmpdir(), ['ls-remote', '--symref', '--', url, ...wanted]);
  const lines = output
    .toString()
    .split('\n')
    .map((line) => line.split('\t'));
  const found = new Map(
    lines
      .map(([value = '', name = '']) => [name, value] as const)
      .filter(([, value]) => !value.startsWith('ref: ')),
  );
  if (ref === undefined) {
    const target = lines.find(
      ([value, name]) => name === 'HEAD' && value?.startsWith('ref: '),
    )?.[0];
    const revision = found.get('HEAD');
    if (revision === undefined)
      throw new SourceFailure(
        'the repository has no commit at its default branch',
        'name a branch: `ref=…`',
      );
    return { revision, ref: target?.slice('ref: '.length) };
  }
  const revisions = names
    .map((name) => ({ ref: name, revision: found.get(`${name}^{}`) ?? found.get(name) }))
    .filter((one): one is { ref: string; revision: string } => one.revision !== undefined);
  const [first, second] = revisions;
  if (!first)
    throw new SourceFailure(
      `the repository has no branch or tag \`${ref}\``,
      'look for it with `git ls-remote`',
    );
  if (!isShort && first.ref.startsWith('refs/tags/') && !ref.startsWith('refs/')) {
    throw new SourceFailure(
      `\`${ref}\` is a tag of the repository, and no branch`,
      `write \`ref=refs/tags/${ref}\``,
    );
  }
  if (isShort && second && second.revision !== first.revision) {
    throw new SourceFailure(
      `the repository has both a branch and a tag \`${ref}\``,
      `write \`refs/heads/${ref}\` or \`refs/tags/${ref}\``,
    );
  }
  return first;
}

/**
 * A folder in which git finds a commit: a local repository itself, or for a remote one a copy of
 * that commit in Nx's data directory.
 * @throws SourceFailure when there is no such repository or commit
 */
export async function repositoryWith(url: string, revision: string): Promise<string> {
  if (revision.length > SHA1_DIGITS) {
    throw new SourceFailure(
      'it is a repository with SHA-256 names of objects, which no Nix reads',
      'name a repository with SHA-1, git’s default',
    );
  }
  if (isLocal(url)) {
    const folder = fileURLToPath(url);
    if (!existsSync(folder)) throw new SourceFailure(`there is no repository at ${folder}`);
    if (await hasCommit(folder, revision)) return folder;
    throw new SourceFailure(`the repository at ${folder} has no commit ${revision}`);
  }
  return cached(url, revision, async (folder) => {
    await askGit(folder, ['init', '--quiet', '--bare', '.']);
    const fetch = ['fetch', '--quiet', '--no-tags', '--no-write-fetch-head'];
    await askGit(folder, [...fetch, '--no-recurse-submodules', '--depth=1', '--', url, revision]);
  });
}

/**
 * Checks that a commit can still be fetched from a repository, even if it was fetched before.
 * @throws SourceFailure with git's message when it cannot
 */
export async function requireFetchable(url: string, revision: string): Promise<void> {
  if (isLocal(url)) {
    await repositoryWith(url, revision);
    return;
  }
  await withTemporaryFolder('probe', async (folder) => {
    await askGit(folder, ['init', '--quiet', '--bare', '.']);
    // Without files, if the server supports that.
    const less = ['--depth=1', '--filter=tree:0', '--no-tags'];
    await askGit(folder, ['fetch', '--quiet', ...less, '--', url, revision]);
  });
}

/** The time of a commit, in seconds since 1970. */
export async function commitTime(folder: string, revision: string): Promise<number> {
  return Number(await askGit(folder, ['show', '-s', '--format=%ct', revision, '--']));
}

/**
 * The number of commits up to a commit; undefined if it cannot be counted here, because the
 * repository is remote or shallow.
 */
export async function commitCount(
  url: string,
  folder: string,
  revision: string,
): Promise<number | undefined> {
  if (!isLocal(url)) return undefined;
  const shallow = await askGit(folder, ['rev-parse', '--is-shallow-repository']);
  if (shallow.toString().trim() !== 'false') return undefined;
  return Number(await askGit(folder, ['rev-list', '--count', revision, '--']));
}

/** What is at one place of a source. */
export type SourceEntry =
  | { readonly kind: 'file'; readonly read: () => Promise<Buffer> }
  | { readonly kind: 'link'; readonly target: string }
  | { readonly kind: 'folder' };

/** What a commit has at a path; undefined if there is nothing. A link is not followed. */
export async function entryOf(
  folder: string,
  revision: string,
  path: string,
): Promise<SourceEntry | undefined> {
  const listed = await askGit(folder, ['ls-tree', '-z', '--full-tree', revision, '--', path]);
  const [, mode, type, object] = /^(\d+) (\w+) ([0-9a-f]+)\t/.exec(listed.toString('latin1')) ?? [];
  if (object === undefined) return undefined;
  // A submodule that is not fetched is an empty folder.
  if (type !== 'blob') return { kind: 'folder' };
  const read = (): Promise<Buffer> => askGit(folder, ['cat-file', 'blob', object]);
  return mode === '120000'
    ? { kind: 'link', target: (await read()).toString() }
    : { kind: 'file', read };
}

/** True if a local repository has changes that are not committed. */
export async function isDirty(url: string): Promise<boolean> {
  if (!isLocal(url)) return false;
  try {
    const status = await askGit(fileURLToPath(url), [
      'status',
      '--porcelain',
      '--ignore-submodules=none',
    ]);
    return status.length > 0;
  } catch {
    // A repository without a working tree cannot have changes.
    return false;
  }
}

/** The name of an object has that many digits where Nix can read it. */
const SHA1_DIGITS = 40;

function isLocal(url: string): boolean {
  return url.startsWith('file:');
}

async function hasCommit(folder: string, revision: string): Promise<boolean> {
  try {
    await askGit(folder, ['cat-file', '-e', `${revision}^{commit}`]);
    return true;
  } catch (error) {
    if (/dubious ownership/.test((error as Error).message)) throw error;
    return false;
  }
}

/**
 * A folder for a commit, filled by `make`. It is filled under a temporary name and then renamed, so
 * that an interrupted run leaves no partial folder, and two runs at once do not disturb each other.
 */
async function cached(
  url: string,
  revision: string,
  make: (folder: string) => Promise<void>,
): Promise<string> {
  const parent = join(dataDirectory(), 'nx-nix', 'git');
  const name = createHash('sha256').update(`${url}\n${revision}`).digest('hex').slice(0, 32);
  const folder = join(parent, name);
  if (existsSync(folder)) return folder;
  const beside = `${folder}.${process.pid}.${randomBytes(4).toString('hex')}`;
  mkdirSync(beside, { recursive: true });
  try {
    await make(beside);
    renameSync(beside, folder);
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

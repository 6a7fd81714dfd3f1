import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeFileBeside } from '@nx-nix/files';
import { identities, repoFoldersIn } from '@nx-nix/resolver';
import { hasRepoName } from '../workspace/repos';
import { dataDirectory } from '../workspace/nx-internal';
import { toolHash } from '../workspace/tool-hash';
import type { RevisionCommits } from '../git/revision';
import { withRevisionTree } from '../git/revision-tree';
import { checkWorkspace } from './check-workspace';

/**
 * The identities of all problems that all repos had at a revision: of all, as a package may have
 * moved from one to another since. A commit never changes, so they are kept.
 */
export async function revisionProblems(
  workspaceRoot: string,
  reposFolder: string,
  revision: RevisionCommits,
): Promise<readonly string[]> {
  const isWhole = Object.values(revision.repos).every(({ kind }) => kind !== 'unknown');
  const kept = isWhole
    ? join(dataDirectory(), 'nx-nix', `revision-${hashOf(revision)}.json`)
    : undefined;
  const known = kept && read(kept);
  if (known) return known;
  const found = await withRevisionTree(workspaceRoot, reposFolder, revision, async (folder) => {
    const roots = repoFoldersIn(folder, reposFolder).filter(hasRepoName);
    const { problems, folders } = await checkWorkspace(folder, roots, roots, 'revision');
    return identities([...problems.values()].flat(), folders);
  });
  if (kept) keep(kept, found);
  return found;
}

function hashOf(revision: RevisionCommits): string {
  const text = JSON.stringify([toolHash(), revision]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}

function read(file: string): readonly string[] | undefined {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return Array.isArray(content) ? (content as string[]) : undefined;
  } catch {
    return undefined;
  }
}

/** Failing to is no failure of the run: the next one reads the revision again. */
function keep(file: string, content: readonly string[]): void {
  try {
    mkdirSync(dirname(file), { recursive: true });
    writeFileBeside(file, JSON.stringify(content));
  } catch {
    // A read-only or full disk costs time, not correctness.
  }
}

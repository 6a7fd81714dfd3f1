import { withTemporaryFolder } from '@nx-nix/files';
import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { RevisionCommits } from './revision';
import { git, type GitAnswer } from './git';
import { UserError } from '../boundary/user-error';

/**
 * Writes the repos as they were at a revision into a temporary folder, for as long as `use` looks at
 * them. Neither the working tree nor git's own index is touched. A repo whose revision is not known
 * is there as it is now.
 */
export async function withRevisionTree<T>(
  workspaceRoot: string,
  reposFolder: string,
  { workspace, repos }: RevisionCommits,
  use: (revisionRoot: string) => Promise<T>,
): Promise<T> {
  return withTemporaryFolder('revision', async (folder) => {
    const tree = join(folder, 'tree');
    const revisionRoot = join(tree, workspace?.prefix ?? '');
    mkdirSync(revisionRoot, { recursive: true });
    if (workspace) {
      const paths = `${workspace.prefix}${reposFolder}/`;
      await checkOut(workspaceRoot, workspace.commit, join(folder, 'index'), tree, paths);
    }
    for (const [i, [root, repo]] of Object.entries(repos).entries()) {
      const target = join(revisionRoot, root);
      if (repo.kind === 'workspace') continue;
      rmSync(target, { recursive: true, force: true });
      mkdirSync(dirname(target), { recursive: true });
      const own = join(workspaceRoot, root);
      if (repo.kind === 'unknown') symlinkSync(own, target, 'dir');
      else await checkOut(own, repo.commit, join(folder, `index-${i}`), target, '');
    }
    return await use(revisionRoot);
  });
}

/**
 * A commit's files, as git would write them into a working tree: with their modes and links, and line
 * ends as the attributes say.
 * @param paths what of it: a folder from the top of the repository, with a `/` at its end
 */
async function checkOut(
  folder: string,
  commit: string,
  index: string,
  target: string,
  paths: string,
): Promise<void> {
  const top = (await asked(git(folder, ['rev-parse', '--show-toplevel']))).replace(/\n$/, '');
  await asked(git(top, ['read-tree', commit], { index }));
  const list = await asked(git(top, ['ls-files', '-z', '--cached', '--', paths || '.'], { index }));
  mkdirSync(target, { recursive: true });
  const args = ['checkout-index', '-z', '--stdin', '--quiet', `--prefix=${target}/`];
  await asked(git(top, args, { index, input: list }));
}

async function asked(answer: Promise<GitAnswer>): Promise<string> {
  const given = await answer;
  if (!given.ok) throw new UserError(`the revision cannot be read: ${given.why}`);
  return given.output;
}

import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { join } from 'node:path';
import { Workspace } from '../../../../tools/testing/workspace';
import { revisionCommits, type RevisionCommits } from '../../src/git/revision';
import { withRevisionTree } from '../../src/git/revision-tree';

/** The tree of a revision, for every way in which a repo can lie in git. */

let workspace: Workspace;
beforeEach(() => {
  workspace = new Workspace().write({
    'repos/core/nix-repo.json': '{ }\n',
    'repos/core/file': 'old\n',
    'repos/core/run': 'true\n',
  });
  chmodSync(join(workspace.root, 'repos/core/run'), 0o755);
  symlinkSync('file', join(workspace.root, 'repos/core/link'));
});
afterEach(() => workspace.dispose());

const revisionOf = (name: string, root = workspace.root): Promise<RevisionCommits> =>
  revisionCommits(root, 'repos', name);

/** Files of the revision by their paths, with what they hold. */
async function baseFiles(revision: RevisionCommits, root = workspace.root): Promise<object> {
  return withRevisionTree(root, 'repos', revision, (base) => Promise.resolve(filesIn(base)));
}

function filesIn(folder: string, path = ''): Record<string, string> {
  return Object.assign(
    {},
    ...readdirSync(join(folder, path)).map((name) => {
      const below = path === '' ? name : `${path}/${name}`;
      const at = join(folder, below);
      const stats = lstatSync(at);
      if (stats.isSymbolicLink() && !statSync(at).isDirectory()) {
        return { [below]: `-> ${readlinkSync(at)}` };
      }
      if (statSync(at).isDirectory()) return filesIn(folder, below);
      return { [below]: `${stats.mode & 0o100 ? 'x ' : ''}${readFileSync(at, 'utf8').trim()}` };
    }),
  ) as Record<string, string>;
}

/** A git repository of its own in a repo's folder; returns its commit. */
function ownRepository(root: string, content: string): string {
  workspace.write({ [`${root}/nix-repo.json`]: '{ }\n', [`${root}/file`]: content });
  if (!workspace.has(`${root}/.git`)) workspace.git('init', '-q', '-b', 'main', root);
  workspace.git('-C', root, 'add', '-A');
  workspace.git('-C', root, 'commit', '-q', '-m', 'state');
  return workspace.git('-C', root, 'rev-parse', 'HEAD').trim();
}

test("plain folders: files, modes and links as they were; what is git's stays as it is", async () => {
  workspace.commit('old');
  workspace.write({
    'repos/core/file': 'new\n',
    'repos/core/untracked': 'x',
    'repos/later/nix-repo.json': '{ }\n',
  });
  workspace.git('add', 'repos/later');
  const hashOf = (file: string): string =>
    createHash('sha256')
      .update(readFileSync(join(workspace.root, file)))
      .digest('hex');
  const before = [
    hashOf('.git/index'),
    readdirSync(join(workspace.root, '.git')),
    workspace.git('status', '-s'),
  ];
  const revision = await revisionOf('main');
  expect(revision.repos).toEqual({
    'repos/core': { kind: 'workspace' },
    'repos/later': { kind: 'workspace' },
  });
  expect(await baseFiles(revision)).toEqual({
    'repos/core/file': 'old',
    'repos/core/link': '-> file',
    'repos/core/nix-repo.json': '{ }',
    'repos/core/run': 'x true',
  });
  expect([
    hashOf('.git/index'),
    readdirSync(join(workspace.root, '.git')),
    workspace.git('status', '-s'),
  ]).toEqual(before);
});

test('a workspace that is a folder of its repository', async () => {
  workspace.commit('old');
  workspace.git('mv', 'repos', 'inner');
  workspace.write({ 'sub/nx.json': '{ }' });
  workspace.git('mv', 'inner', 'sub/repos');
  workspace.commit('moved');
  const root = join(workspace.root, 'sub');
  const files = await baseFiles(await revisionOf('main', root), root);
  expect(Object.keys(files)).toContain('repos/core/file');
  expect(Object.keys(files)).not.toContain('nx.json');
});

test('line ends as the attributes say, and nothing left out for an archive', async () => {
  workspace.write({
    '.gitattributes': 'repos/core/file text eol=crlf\nrepos/core/run export-ignore\n',
  });
  workspace.commit('old');
  const revision = await revisionOf('main');
  await withRevisionTree(workspace.root, 'repos', revision, (base) => {
    expect(readFileSync(join(base, 'repos/core/file'), 'utf8')).toBe('old\r\n');
    expect(existsSync(join(base, 'repos/core/run'))).toBe(true);
    return Promise.resolve();
  });
});

test('a submodule: at the commit that the revision has it at', async () => {
  const first = ownRepository('repos/python', 'first\n');
  workspace.commit('with a submodule');
  expect(workspace.git('ls-tree', 'main', 'repos/python')).toContain(`160000 commit ${first}`);
  ownRepository('repos/python', 'second\n');
  const revision = await revisionOf('main');
  expect(revision.repos['repos/python']).toEqual({ kind: 'own', commit: first });
  expect(await baseFiles(revision)).toMatchObject({
    'repos/python/file': 'first',
    'repos/core/file': 'old',
  });
});

test('a submodule whose commit was not fetched', async () => {
  ownRepository('repos/python', 'first\n');
  workspace.commit('with a submodule');
  workspace.remove('repos/python/.git');
  ownRepository('repos/python', 'another history\n');
  const { repos } = await revisionOf('main');
  expect(repos['repos/python']).toEqual({
    kind: 'unknown',
    why: expect.stringMatching(
      /"main" has the submodule repos\/python at \w{12}, which is not there: fetch it/,
    ) as unknown,
  });
});

test('a clone that the workspace ignores: the revision is looked up in it', async () => {
  workspace.write({ '.gitignore': 'node_modules\nrepos/python\n' });
  const commit = ownRepository('repos/python', 'first\n');
  workspace.commit('old');
  ownRepository('repos/python', 'second\n');
  workspace.git('tag', 'v1');
  workspace.git('-C', 'repos/python', 'tag', 'v1', commit);
  expect(await baseFiles(await revisionOf('v1'))).toMatchObject({ 'repos/python/file': 'first' });

  workspace.git('-C', 'repos/python', 'tag', '-d', 'v1');
  const without = await revisionOf('v1');
  expect(without.repos['repos/python']).toEqual({
    kind: 'unknown',
    why: 'repos/python has a git repository of its own, and no revision "v1" in it',
  });
  expect(await baseFiles(without)).toMatchObject({
    'repos/python/file': 'second',
    'repos/core/file': 'old',
  });
});

test('no such revision, and one that looks like an option', async () => {
  workspace.commit('old');
  for (const name of ['nope', '--all', 'main:repos', '']) {
    const { workspace: found, repos } = await revisionOf(name);
    expect(found).toBeUndefined();
    expect(repos['repos/core']).toEqual({
      kind: 'unknown',
      why: `the workspace's git repository has no revision "${name}"`,
    });
  }
});

test('no git', async () => {
  const { repos } = await revisionOf('main');
  expect(repos['repos/core']).toEqual({
    kind: 'unknown',
    why: expect.stringMatching(/^the workspace is in no git repository/) as unknown,
  });
});

test('in a hook of git, which says where its own index is', async () => {
  workspace.commit('old');
  const kept = process.env;
  process.env = { ...kept, GIT_DIR: '/nowhere', GIT_INDEX_FILE: '/nowhere/index' };
  try {
    expect(await baseFiles(await revisionOf('main'))).toMatchObject({ 'repos/core/file': 'old' });
  } finally {
    process.env = kept;
  }
});

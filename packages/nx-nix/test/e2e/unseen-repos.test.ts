import { mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ISOLATED, type Workspace } from '../../../../tools/testing/workspace';
import { smallWorkspace } from './small-workspace';

/** Repos of which Nx makes no project: nothing of them goes missing without a word. */

const EMIT = ['run', 'registry:emit-registry'];
const IGNORED = 'repos/python/nix-repo.json:1:1: error[unseen-repo]: repos/python is a repo, and';

let workspace: Workspace;
let written: string;
beforeAll(() => {
  workspace = smallWorkspace();
  const run = workspace.nx(EMIT);
  if (run.status !== 0) throw new Error(run.output);
  written = workspace.read('repos/registry/pkgs.nix');
});
afterAll(() => workspace.dispose());

/** Each of these commands fails with this, and what was written stays. */
function expectRefused(said: string, commands: readonly (readonly string[])[] = [EMIT]): void {
  for (const command of commands) {
    const run = workspace.nx(command);
    expect([command, run.status, run.output]).toEqual([command, 1, expect.stringContaining(said)]);
  }
  expect(workspace.read('repos/registry/pkgs.nix')).toBe(written);
}

function expectAccepted(): void {
  expect(workspace.nx(EMIT).output).toContain('4 packages of 2 repos');
}

const GITIGNORE = 'node_modules\ndist\n.nx\n.data*\n.cache\n';

test.each([
  ['.gitignore, the folder', { '.gitignore': `${GITIGNORE}repos/python\n` }],
  ['.gitignore, the one file', { '.gitignore': `${GITIGNORE}repos/python/nix-repo.json\n` }],
  ['.nxignore', { '.nxignore': 'repos/python\n' }],
])('a repo that is ignored by %s is an error', (_, files) => {
  workspace.write(files);
  expectRefused(IGNORED);
  workspace.write({ '.gitignore': GITIGNORE }).remove('.nxignore');
});

test('by every target of the registry and by sync, whatever the cache has', () => {
  workspace.nx(['run', 'registry:check']);
  workspace.write({ '.gitignore': `${GITIGNORE}repos/python\n` });
  const check = ['run', 'registry:check'];
  expectRefused(IGNORED, [EMIT, check, ['run', 'registry:lock'], ['sync']]);
  const sync = workspace.nx(['sync:check'], ISOLATED);
  expect([sync.status, sync.output]).toEqual([1, expect.stringContaining(IGNORED)]);
  workspace.write({ '.gitignore': GITIGNORE });
  expectAccepted();
  expect(workspace.nx(check).status).toBe(0);
  expect(workspace.nx(['sync:check']).status).toBe(0);
});

test('a folder that comes in later, ignored, is no hit of the run before', () => {
  workspace.write({ '.gitignore': `${GITIGNORE}repos/rust\n`, 'repos/rust/flake.nix': '{ }\n' });
  expectRefused('repos/rust/flake.nix:1:1: error[unseen-repo]', [EMIT, ['run', 'registry:check']]);
  workspace.write({ '.gitignore': GITIGNORE }).remove('repos/rust');
});

test('as it is where no repo but the registry is seen', () => {
  workspace.write({ '.nxignore': 'repos/core\nrepos/python\nrepos/lib\n' });
  const run = workspace.nx(EMIT);
  expect([run.status, run.output]).toEqual([1, expect.stringContaining('3 problems')]);
  expect(workspace.read('repos/registry/pkgs.nix')).toBe(written);
  workspace.remove('.nxignore');
});

test.each([
  ['the registry', 'repos/registry\n'],
  ['every repo', 'repos\n'],
])('as it is where %s is not seen', (_, ignored) => {
  workspace.write({ '.nxignore': ignored });
  const run = workspace.nx(['sync']);
  expect([run.status, run.output]).toEqual([
    1,
    expect.stringContaining('error[unseen-repo]: repos/registry is a repo'),
  ]);
  workspace.remove('.nxignore');
});

test('what git ignores, .nxignore can bring back, as the hint says', () => {
  workspace.write({ '.gitignore': `${GITIGNORE}/repos/python\n`, '.nxignore': '!repos/python\n' });
  expectAccepted();
  workspace.write({ '.gitignore': GITIGNORE }).remove('.nxignore');
});

test('a link to a folder is one that Nx does not follow', () => {
  const elsewhere = join(mkdtempSync(join(tmpdir(), 'nx-nix-linked-')), 'python');
  renameSync(join(workspace.root, 'repos/python'), elsewhere);
  symlinkSync(elsewhere, join(workspace.root, 'repos/python'));
  expectRefused(`${IGNORED} a link, which Nx does not follow`);
  rmSync(join(workspace.root, 'repos/python'));
  renameSync(elsewhere, join(workspace.root, 'repos/python'));
  rmSync(join(elsewhere, '..'), { recursive: true });
  expectAccepted();
});

test('a submodule that is not checked out is named', () => {
  workspace.write({
    '.gitmodules': '[submodule "rust"]\n\tpath = repos/rust\n\turl = https://example.org/rust\n',
  });
  expectRefused('.gitmodules:2:1: error[unseen-repo]: repos/rust is a repo, and a submodule');
  workspace.remove('.gitmodules');
  expectAccepted();
});

/**
 * A clone has more than what can be committed: programs in `.git/config`, hooks. Whoever hands a whole
 * folder on hands them on, too. What nx-nix asks of git runs none of them.
 */
import '../lock/own-data-directory';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { isDirty, findRef } from '../../src/git/git-repository';
import { hashCommit } from '../../src/git/git-tree';
import { revisionCommits } from '../../src/git/revision';
import { withRevisionTree } from '../../src/git/revision-tree';
import { GitRepo } from '../lock/git-repo';
import { CLONES, type HostileClone } from './cases/clones';
import { HostileWorkspace } from './hostile-workspace';

const folder = temporaryFolder('clones');

test.each(CLONES.map((one, i) => [one.name, one, i] as const))('%s', async (_, one, i) => {
  const made = new HostileWorkspace(join(folder, String(i)));
  new GitRepo(made.workspace).commit({});
  const trace = join(folder, String(i), 'ran');
  const repo = hostileClone(one, made, trace);
  const before = made.stateOutside();

  const commits = await revisionCommits(made.workspace, 'repos', 'HEAD');
  const read = await settled(() =>
    withRevisionTree(made.workspace, 'repos', commits, (root) =>
      Promise.resolve(readdirSync(join(root, 'repos'))),
    ),
  );
  await settled(() => isDirty(`file://${repo.folder}`));
  await settled(() => findRef(`file://${repo.folder}`, undefined, false));
  await settled(() => hashCommit(repo.folder, 'HEAD', false));

  expect(existsSync(trace)).toBe(false);
  expect(made.stateOutside()).toBe(before);
  // What is missing cannot be read; all else can, and the other repos with it.
  if (!one.lacksObject && read !== undefined) expect(read).toContain('good');
});

/** A repository of its own among the repos, with a file that is changed. */
function hostileClone(
  one: HostileClone,
  { workspace, outside }: HostileWorkspace,
  trace: string,
): GitRepo {
  const at = join(workspace, 'repos/evil');
  const run = `touch ${trace}; exit 1 #`;
  const config = join(workspace, 'evil.config');
  const attributes = join(workspace, 'evil.attributes');
  writeFileSync(config, `[core]\n\tfsmonitor = ${run.replace('#', '\\#')}\n`);
  writeFileSync(attributes, '* filter=x\n');
  const filled = (text: string): string =>
    text
      .replaceAll('@run@', run)
      .replaceAll('@outside@', outside)
      .replaceAll('@workspace@', workspace)
      .replaceAll('@config@', config)
      .replaceAll('@attributes@', attributes);
  const repo = new GitRepo(at);
  const files = Object.entries(one.files ?? {}).map(([name, text]) => [name, filled(text)]);
  repo.commit({ 'nix-repo.json': '{ }\n', 'lost.nix': '{ }\n', ...Object.fromEntries(files) });
  const configured = one.isInner ? new GitRepo(join(at, 'inner')) : repo;
  if (one.isInner) {
    configured.commit({ 'a.nix': '{ }\n' });
    repo.commit({});
    configured.write({ 'a.nix': '{ }: 1\n' });
  }
  if (one.lacksObject) {
    const object = repo.git('rev-parse', 'HEAD:lost.nix').trim();
    rmSync(join(at, '.git/objects', object.slice(0, 2), object.slice(2)));
  }
  const hooks = join(at, '.git/hooks');
  mkdirSync(hooks, { recursive: true });
  for (const name of one.hooks ?? []) {
    writeFileSync(join(hooks, name), `#!/bin/sh\ntouch ${trace}\n`, { mode: 0o755 });
  }
  for (const [name, value] of one.config) configured.git('config', name, filled(value));
  writeFileSync(join(at, 'nix-repo.json'), '{ "kind": "sig" }\n');
  // Making it may have run what it has.
  rmSync(trace, { force: true });
  return repo;
}

/** What a question gives; undefined where it fails, as it may. */
async function settled<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch {
    return undefined;
  }
}

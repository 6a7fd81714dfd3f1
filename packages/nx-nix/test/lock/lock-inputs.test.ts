import './own-data-directory';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { readFlakeReference } from '@nx-nix/resolver';
import { lockText, type Input } from '../../src/lock/lock-file';
import { Locker, type PlannedInput } from '../../src/lock/lock-inputs';
import { GitRepo } from './git-repo';
import { NixFlakes } from './nix-flake';

/** An input of the flake that is being locked. */
interface Declared {
  readonly url: string;
  readonly isFlake?: boolean;
  readonly follows?: Readonly<Record<string, string>>;
}

function flakeNix(inputs: Readonly<Record<string, Declared>>): string {
  const lines = Object.entries(inputs).map(([name, { url, isFlake, follows }]) =>
    [
      `"${name}".url = "${url}";`,
      isFlake === false ? `"${name}".flake = false;` : '',
      ...Object.entries(follows ?? {}).map(
        ([input, to]) => `"${name}".inputs.${input}.follows = "${to}";`,
      ),
    ].join(' '),
  );
  return `{ inputs = { ${lines.join('\n')} }; outputs = _: { }; }\n`;
}

async function lockOf(inputs: Readonly<Record<string, Declared>>): Promise<string> {
  const locker = new Locker();
  const root = new Map<string, Input>();
  for (const [name, { url, isFlake = true, follows = {} }] of Object.entries(inputs)) {
    const read = readFlakeReference(url);
    if ('rejection' in read) throw new Error(read.rejection);
    const paths = Object.entries(follows).map(([one, to]) => [one, to.split('/')] as const);
    const wanted: PlannedInput = {
      name,
      original: read.original,
      isFlake,
      follows: new Map(paths),
    };
    root.set(name, (await locker.lock(wanted, undefined)).node);
  }
  return lockText(root);
}

const EMPTY = '{ outputs = _: { }; }\n';

describeWithNix('a lock', (nix) => {
  const flakes = new NixFlakes(nix);

  /** Nix before 2.20 writes a default branch by its short name, and takes it either way. */
  async function asWritten(lock: string): Promise<string> {
    const [major, minor] = (await flakes.version()) as [number, number];
    return major > 2 || minor >= 20 ? lock : lock.replaceAll('"refs/heads/main"', '"main"');
  }

  async function expectSameAsNix(inputs: Readonly<Record<string, Declared>>): Promise<string> {
    const folder = temporaryFolder('lock');
    const ours = await lockOf(inputs);
    const theirs = await flakes.lock(join(folder, 'theirs'), flakeNix(inputs));
    expect(await asWritten(ours)).toBe(theirs);
    expect(await flakes.relock(join(folder, 'ours'), flakeNix(inputs), ours)).toBe(ours);
    const fetched = await flakes.fetchAll(join(folder, 'ours'));
    expect(fetched.stderr).not.toMatch(/error/);
    expect(Object.values(JSON.parse(fetched.stdout) as object)).toEqual(
      Object.keys(inputs).map(() => true),
    );
    return ours;
  }

  it('is what Nix writes, whatever names the repository', async () => {
    const folder = temporaryFolder('lock-sources');
    const repo = new GitRepo(join(folder, 'a_b.c~d@f'));
    const first = repo.commit({
      'flake.nix': EMPTY,
      run: { program: 'x' },
      there: { link: 'run' },
    });
    repo.git('branch', 'release/1.0');
    repo.commit({ 'more/ü': 'text\n', 'more/.gitattributes': '* linguist-generated eol=lf\n' });
    repo.git('tag', 'v1');
    const plain = join(folder, 'plain');
    mkdirSync(join(plain, 'empty'), { recursive: true });
    writeFileSync(join(plain, 'flake.nix'), EMPTY);
    await expectSameAsNix({
      plain: { url: repo.url },
      branch: { url: `${repo.url}?ref=release/1.0` },
      revision: { url: `${repo.url}?ref=main&rev=${first}` },
      tag: { url: `${repo.url}?ref=refs/tags/v1` },
      source: { url: repo.url, isFlake: false },
      folder: { url: `path:${plain}` },
      'folder-source': { url: `path:${plain}`, isFlake: false },
    });
  });

  it('names the branch of a revision for which none is named', async () => {
    const repo = new GitRepo(temporaryFolder('lock-sources'));
    const first = repo.commit({ 'flake.nix': EMPTY });
    repo.commit({ more: 'x' });
    await expectSameAsNix({ revision: { url: `${repo.url}?rev=${first}` } });
  });

  it('brings along the locks of flakes, and what they follow', async () => {
    const folder = temporaryFolder('lock-nested');
    const repo = (name: string): GitRepo => new GitRepo(join(folder, name));
    const [lib, tools, deep, app, bare] = ['lib', 'tools', 'deep', 'app', 'bare'].map(repo);
    lib!.commit({ 'flake.nix': EMPTY });
    bare!.commit({ x: 'x' });
    const lockedRepo = async (one: GitRepo, inputs: string, outputs = '_: { }'): Promise<void> => {
      const text = `{ inputs = { ${inputs} }; outputs = ${outputs}; }\n`;
      const lock = await flakes.lock(join(folder, `${one.folder}-lock`), text);
      one.commit({ 'flake.nix': text, 'flake.lock': lock });
    };
    await lockedRepo(
      tools!,
      `lib.url = "${lib!.url}"; data = { url = "${bare!.url}"; flake = false; };`,
    );
    await lockedRepo(
      deep!,
      `tools.url = "${tools!.url}"; lib.url = "${lib!.url}"; tools.inputs.lib.follows = "lib";`,
    );
    await lockedRepo(
      app!,
      `deep.url = "${deep!.url}"; tools = { url = "${tools!.url}"; inputs.lib.follows = "deep/lib"; }; lib.follows = "deep/lib";`,
      '{ self, deep, ... }: { }',
    );
    // What they are locked to stays, though there is more by now.
    lib!.commit({ more: 'x' });
    tools!.commit({ more: 'x' });
    const lock = await expectSameAsNix({
      lib: { url: lib!.url },
      app: { url: app!.url, follows: { lib: 'lib' } },
      deep: { url: deep!.url },
      tools: { url: tools!.url, follows: { lib: 'lib', data: 'app/tools/data' } },
    });
    expect(lock).toMatch(/"tools_\d"/);
  });

  it('locks what a flake has not locked itself', async () => {
    const folder = temporaryFolder('lock-anew');
    const lib = new GitRepo(join(folder, 'lib'));
    const other = new GitRepo(join(folder, 'other'));
    const core = new GitRepo(join(folder, 'core'));
    lib.commit({ 'flake.nix': EMPTY });
    other.commit({
      'flake.nix': `{ inputs.lib.url = "${lib.url}"; outputs = { self, lib }: { }; }\n`,
    });
    core.commit({
      'flake.nix': `{
        inputs = {
          lib.url = "path:../lib";
          other = { type = "git"; url = "file://${other.folder}"; inputs.lib.follows = "lib"; };
          data = { url = ${lib.url}; flake = false; };
        };
        outputs = { self, ... }: { };
      }\n`,
    });
    await expectSameAsNix({
      lib: { url: lib.url },
      core: { url: core.url, follows: { lib: 'lib' } },
    });
  });
});

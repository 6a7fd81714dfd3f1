import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { PROJECT, Workspace, type NxRun } from '../../../../tools/testing/workspace';
import { GitRepo } from '../lock/git-repo';
import { NixFlakes } from '../lock/nix-flake';

/** The demo, its repos also as repositories of their own, which the registry is published from. */
class PublishedDemo {
  readonly workspace = new Workspace().copy('repos', 'repos');
  readonly repos: Readonly<Record<'lib' | 'core' | 'python', GitRepo>>;

  constructor() {
    const folder = temporaryFolder('published');
    const repo = (name: string): GitRepo => {
      const made = new GitRepo(join(folder, name));
      cpSync(join(PROJECT, 'repos', name), made.folder, {
        recursive: true,
        verbatimSymlinks: true,
      });
      made.commit({});
      return made;
    };
    this.repos = { lib: repo('lib'), core: repo('core'), python: repo('python') };
    const { lib, core, python } = this.repos;
    this.publish({ lib: lib.url, core: core.url, python: `${python.url}?ref=main` });
    this.workspace.commit();
  }

  publish(inputs: Readonly<Record<string, string>>, more: object = {}): void {
    const file = 'repos/registry/nix-repo.json';
    const config = JSON.parse(readFileSync(join(PROJECT, file), 'utf8')) as object;
    const text = JSON.stringify({ ...config, published: { inputs, ...more } }, null, 2);
    this.workspace.write({ [file]: `${text}\n` });
  }

  lock(...args: string[]): NxRun {
    return this.workspace.nx(['run', 'registry:lock', ...args]);
  }

  get lockText(): string {
    return this.workspace.read('repos/registry/published/flake.lock');
  }

  node(name: string): { locked: Record<string, unknown>; inputs?: object } {
    const { nodes } = JSON.parse(this.lockText) as { nodes: Record<string, never> };
    return nodes[name]!;
  }
}

const made: PublishedDemo[] = [];
function publishedDemo(): PublishedDemo {
  const demo = new PublishedDemo();
  made.push(demo);
  return demo;
}
afterEach(() => {
  for (const { workspace } of made.splice(0)) workspace.dispose();
});

describeWithNix('the published registry', (nix) => {
  const flakes = new NixFlakes(nix);

  async function json(args: readonly string[]): Promise<unknown> {
    const ran = await flakes.run([...args, '--json']);
    if (ran.status !== 0) throw new Error(ran.stderr);
    return JSON.parse(ran.stdout);
  }

  it('gives what the working tree gives, by a lock that Nix leaves alone', async () => {
    const demo = publishedDemo();
    const ran = demo.lock();
    expect(ran.output).toMatch(/core: [0-9a-f]{12} \(\d{4}-\d\d-\d\d\)\n/);
    expect(ran.status).toBe(0);
    expect(demo.node('core')).toMatchObject({ flake: false });
    demo.workspace.commit();
    const flake = `git+file://${demo.workspace.root}?dir=repos/registry/published`;
    const [set, names] = [`legacyPackages.x86_64-linux`, ['hello', 'greet', 'nix']];
    const paths = `of: builtins.mapAttrs (_: one: one.drvPath) { inherit (of) ${names.join(' ')}; }`;
    const asked = ['eval', '--no-update-lock-file', `${flake}#${set}`, '--apply', paths];
    const published = await json(asked);
    const tree = `(${paths}) (import ${demo.workspace.root}/repos/registry { system = "x86_64-linux"; })`;
    expect(published).toEqual(await json(['eval', '--impure', '--expr', tree]));

    const before = demo.lockText;
    const locking = await flakes.run(['flake', 'lock', flake]);
    expect([locking.status, demo.lockText]).toEqual([0, before]);
  });

  it('stays as it is locked until it is told otherwise, and then renews what it is told', async () => {
    const demo = publishedDemo();
    demo.lock();
    const [lib, core] = [demo.node('lib'), demo.node('core')];
    demo.repos.core.commit({ more: 'x' });
    demo.repos.lib.commit({ more: 'x' });
    const again = demo.lock();
    expect(again.output).toContain('all is locked already');
    expect([demo.node('lib'), demo.node('core')]).toEqual([lib, core]);
    const renewed = demo.lock('--update', 'core');
    expect(renewed.output).toMatch(/core: [0-9a-f]{12} .* → [0-9a-f]{12}/);
    expect(demo.node('lib')).toEqual(lib);
    expect(demo.node('core')).not.toEqual(core);
    demo.lock('--update', 'all');
    expect(demo.node('lib')).not.toEqual(lib);
    expect(demo.lock('--check').status).toBe(0);
  });
});

describe('lock --check', () => {
  it('names all that is wrong at once, and writes nothing', () => {
    const demo = publishedDemo();
    expect(demo.lock().status).toBe(0);
    expect(demo.lock('--check').output).toContain('3 sources hashed again, all as locked');

    const file = join(demo.workspace.root, 'repos/registry/published/flake.lock');
    const lock = JSON.parse(demo.lockText) as { nodes: Record<string, Record<string, never>> };
    const nodes = lock.nodes as unknown as Record<string, Record<string, Record<string, unknown>>>;
    nodes['lib']!['locked']!['narHash'] = `sha256-${'A'.repeat(43)}=`;
    nodes['core']!['locked']!['rev'] = '1'.repeat(40);
    nodes['core']!['inputs'] = {};
    nodes['python']!['original']!['ref'] = 'other';
    nodes['root']!['inputs']!['extra'] = 'lib';
    writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
    rmSync(demo.repos.python.folder, { recursive: true });
    demo.workspace.write({ 'repos/registry/published/flake.nix': '{ }\n' });
    const before = demo.lockText;
    const { output, status } = demo.lock('--check');
    expect(status).toBe(1);
    expect(output).toMatch(
      /flake\.lock:\d+:\d+: error\[lock\]: what is locked cannot be fetched any more: .* has no commit 1111/,
    );
    expect(output).toMatch(
      /flake\.lock:\d+:7: error\[lock\]: its `narHash` is sha256-AAA.*, but that of the source is now sha256-/,
    );
    expect(output).toMatch(
      /flake\.lock:\d+:\d+: error\[lock\]: `python` is locked for another reference than `git\+file:.*\?ref=main`/,
    );
    expect(output).toMatch(
      /flake\.lock:\d+:\d+: error\[lock\]: it has an input `extra`, and the registry has none/,
    );
    expect(output).toMatch(
      /flake\.lock:\d+:\d+: error\[lock\]: what is locked cannot be fetched any more: there is no repository at/,
    );
    expect(output).toMatch(/flake\.nix:1:1: error\[lock\]: it is not what would be written today/);
    expect(output).toMatch(/6 problems\./);
    expect(demo.lockText).toBe(before);
  });
});

describe('what cannot be locked', () => {
  it('is named with its place, all at once, and the last good lock stays', () => {
    const demo = publishedDemo();
    demo.lock();
    const before = demo.lockText;
    const { lib, core } = demo.repos;
    core.commit({ '.gitattributes': '/default.nix export-ignore\n' });
    demo.publish({
      lib: `${lib.url}?ref=gone`,
      core: core.url,
      python: 'git+file:///nowhere/at/all',
    });
    const { output, status } = demo.lock('--update=all');
    expect(status).toBe(1);
    expect(output).toMatch(
      /nix-repo\.json:\d+:14: error\[lock\]: `lib` .* cannot be locked: the repository has no branch or tag `gone`/,
    );
    expect(output).toMatch(
      /`core` .* cannot be locked: its \.gitattributes say `export-ignore` of default\.nix: Nix 2\.8 does/,
    );
    expect(output).toMatch(/`python` .* cannot be locked: .*nowhere/);
    expect(output).toContain('Nothing was written.');
    expect(demo.lockText).toBe(before);

    demo.publish({ libb: lib.url, core: 'path:../core', python: 'nixpkgs' }, { folders: '.' });
    const wrong = demo.lock().output;
    expect(wrong).toMatch(
      /error\[bad-repo-config\]: "published" has no field "folders"\n {2}hint: did you mean "folder"/,
    );
    expect(wrong).toMatch(
      /nix-repo\.json:\d+:\d+: error\[bad-published\]: the registry has no input `libb`\n {2}hint: did you mean `lib`/,
    );
    expect(wrong).toMatch(/error\[bad-published\]: nothing says where consumers get the lib/);
    expect(wrong).toMatch(
      /error\[bad-published\]: the repo `core` cannot be an input by `path:\.\.\/core`: it is relative/,
    );
    expect(wrong).toMatch(
      /`python` cannot be an input by `nixpkgs`: what it means depends on the flake registry/,
    );
    expect(demo.lockText).toBe(before);
    expect(existsSync(join(demo.workspace.root, 'repos/registry/inputs.json'))).toBe(false);
  });

  it('options that cannot be are said to be so', () => {
    const demo = publishedDemo();
    expect(demo.lock('--update=cor').output).toContain(
      'there is no input "cor"; did you mean core?',
    );
    expect(demo.lock('--check', '--update=core').output).toContain('--check writes nothing');
  });
});

describe('a registry that is published where it lies', () => {
  it('has one flake.nix, which lock writes, and emit-registry leaves alone', () => {
    const demo = publishedDemo();
    const { lib, core, python } = demo.repos;
    demo.publish({ lib: lib.url, core: core.url, python: python.url }, { folder: '.' });
    expect(demo.lock().status).toBe(0);
    const flake = demo.workspace.read('repos/registry/flake.nix');
    expect(flake).toContain('outputs = inputs: import ./outputs.nix inputs;');
    expect(demo.workspace.nx(['run', 'registry:emit-registry']).status).toBe(0);
    expect(demo.workspace.nx(['sync:check']).status).toBe(0);
    expect(demo.workspace.read('repos/registry/flake.nix')).toBe(flake);
    expect(demo.lock('--check').status).toBe(0);
  });
});

describe('a repository that has changes of its own', () => {
  it('is locked without them, and that is said', () => {
    const demo = publishedDemo();
    demo.repos.core.write({ more: 'x' });
    const { output, status } = demo.lock();
    expect([status, output]).toEqual([
      0,
      expect.stringMatching(/note: file:.*core has changes that are not committed/),
    ]);
  });
});

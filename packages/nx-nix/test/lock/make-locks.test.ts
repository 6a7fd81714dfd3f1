import './own-data-directory';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import {
  problemText,
  type BaseFacts,
  type ExternalInput,
  type Repo,
  type RepoConfig,
  type RepoKind,
} from '@nx-nix/resolver';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { checkLocks } from '../../src/lock/check-locks';
import { planLocks, type LockPlan } from '../../src/lock/lock-plan';
import { makeLocks } from '../../src/lock/make-locks';
import { lockSource } from '../../src/lock/locked-source';
import { readFlakeReference } from '@nx-nix/resolver';
import { GitRepo } from './git-repo';
import { NixFlakes } from './nix-flake';

const EMPTY = '{ outputs = _: { }; }\n';
const PLACE = { file: 'repos/house/channels/x.json', position: { line: 1, column: 10 } };

function repo(name: string, kind: RepoKind, config: RepoConfig = {}): Repo {
  return { name, root: `repos/${name}`, kind, config };
}

function planOf(
  registry: RepoConfig,
  repos: readonly Repo[],
  external: readonly ExternalInput[],
  { base }: { readonly base?: BaseFacts } = {},
): LockPlan {
  const analysis = {
    repos: repos.map((one) => ({ repo: one })),
    lib: repo('lib', 'lib'),
    base,
  } as unknown as Parameters<typeof planLocks>[1];
  return planLocks(repo('registry', 'registry', registry), analysis, external);
}

function write(root: string, files: readonly (readonly [string, string])[]): void {
  for (const [file, text] of files) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
}

describeWithNix('the locks of a registry with layers', (nix) => {
  const flakes = new NixFlakes(nix);

  it('are what Nix would write, the same things locked to the same in both', async () => {
    const folder = temporaryFolder('layers');
    const [lib, core, nur, house, base, tools, jet] = [
      'lib',
      'core',
      'nur',
      'house',
      'base',
      'tools',
      'jet',
    ].map((name) => new GitRepo(join(folder, name)));
    lib!.commit({ 'flake.nix': EMPTY });
    core!.commit({
      'flake.nix': '{ inputs.lib.url = "path:../lib"; outputs = { lib, ... }: { }; }\n',
    });
    nur!.commit({
      'default.nix': '{ pkgs }: { }\n',
      'flake.nix': '{ inputs.nixpkgs.url = "nixpkgs"; outputs = _: { }; }',
    });
    house!.commit({ x: 'x' });
    base!.commit({ 'default.nix': '{ ... }: { }\n', 'flake.nix': EMPTY });
    tools!.commit({ 'flake.nix': '{ outputs = { self, nixpkgs }: { }; }\n' });
    jet!.commit({
      'flake.nix': `{ inputs.tools = { url = "${tools!.url}"; inputs.nixpkgs.follows = "nixpkgs"; }; outputs = { self, nixpkgs, tools }: { }; }\n`,
    });
    const read = readFlakeReference(base!.url) as { original: never };
    const { locked } = await lockSource(read.original);
    // The base stays where base.json says, though there is more by now.
    base!.commit({ more: 'x' });
    const facts = { base: base!.url, locked } as unknown as BaseFacts;
    const inputs = { lib: lib!.url, core: core!.url, nur: nur!.url, 'h.ouse': house!.url };
    const repos = [repo('core', 'core'), repo('nur', 'sig'), repo('h.ouse', 'overlay')];
    const external: ExternalInput[] = [
      { name: 'stable', url: `${base!.url}?ref=main`, kind: 'channel', place: PLACE },
      { name: 'jet', url: jet!.url, kind: 'flake', follows: { nixpkgs: 'base' }, place: PLACE },
    ];
    const config = { base: base!.url, published: { inputs }, description: 'A "set" of ${x}' };
    const plan = planOf(config, repos, external, { base: facts });
    const root = temporaryFolder('layers-registry');
    const made = await makeLocks(root, plan, new Set());
    expect(made.problems.map((one) => problemText(one))).toEqual([]);
    const files = Object.fromEntries(made.files);
    expect(Object.keys(files)).toEqual(
      ['inputs.json', 'published/flake.lock', 'published/flake.nix'].map(
        (file) => `repos/registry/${file}`,
      ),
    );
    const [own, lock, flakeNix] = Object.values(files) as [string, string, string];
    type Nodes = {
      nodes: Record<string, { flake?: boolean; locked: { rev: string }; inputs: object }>;
    };
    const [ours, theirs] = [JSON.parse(own) as Nodes, JSON.parse(lock) as Nodes];
    expect(ours.nodes['root']!.inputs).toEqual({ base: 'base', jet: 'jet', stable: 'stable' });
    expect(ours.nodes['jet']!.inputs).toEqual({ nixpkgs: ['base'], tools: 'tools' });
    expect(ours.nodes['tools']!.inputs).toEqual({ nixpkgs: ['jet', 'nixpkgs'] });
    for (const name of ['base', 'jet', 'stable', 'tools'])
      expect(theirs.nodes[name]).toEqual(ours.nodes[name]);
    expect(ours.nodes['base']!.locked).toEqual(locked);
    expect(ours.nodes['stable']!.locked.rev).not.toBe(locked['rev']);
    expect(
      Object.entries(theirs.nodes)
        .filter(([, { flake }]) => flake === false)
        .map(([name]) => name),
    ).toEqual(['core', 'h.ouse', 'nur', 'stable']);
    const text = flakeNix.replace('import ../outputs.nix inputs', '{ }');
    expect(await flakes.relock(join(folder, 'flake'), text, lock)).toBe(lock);
    expect((await flakes.fetchAll(join(folder, 'flake'))).stdout).toBe(
      '{"base":true,"core":true,"h.ouse":true,"jet":true,"lib":true,"nur":true,"stable":true}',
    );

    write(root, made.files);
    expect((await checkLocks(root, plan)).problems).toEqual([]);
    tools!.commit({ more: 'x' });
    base!.commit({ more: 'y' });
    expect((await makeLocks(root, plan, new Set())).files).toEqual(made.files);
    const renewed = new Map((await makeLocks(root, plan, 'all')).files);
    const nodes = (JSON.parse(renewed.get('repos/registry/inputs.json')!) as Nodes).nodes;
    expect(nodes['base']).toEqual(ours.nodes['base']);
    expect(nodes['stable']).not.toEqual(ours.nodes['stable']);
    expect(nodes['tools']).not.toEqual(ours.nodes['tools']);
  });
});

describe('what is wrong with a plan', () => {
  const said = ({ problems }: LockPlan): readonly string[] =>
    problems.map(({ message }) => message);
  const published = { inputs: { lib: 'github:house/lib', core: 'github:house/core' } };

  it('a base by a path needs an input, one by a reference takes none', () => {
    const core = [repo('core', 'core')];
    expect(said(planOf({ base: '../nixpkgs', published }, core, []))).toEqual([
      'nothing says where consumers get the base',
    ]);
    const more = { inputs: { ...published.inputs, base: 'github:house/base' } };
    expect(said(planOf({ base: '../nixpkgs', published: more }, core, []))).toEqual([]);
    expect(said(planOf({ base: 'github:house/base', published: more }, core, []))).toEqual([
      'the base says itself where it is, and is locked as that',
      "the registry's base.json does not say what the base is locked to",
    ]);
  });

  it('names that are taken, and follows that lead nowhere', () => {
    const external: ExternalInput[] = [
      { name: 'core', url: 'github:house/stable', kind: 'channel', place: PLACE },
      {
        name: 'jet',
        url: 'github:house/jet',
        kind: 'flake',
        follows: { nixpkgs: 'bas' },
        place: PLACE,
      },
    ];
    expect(said(planOf({ published }, [repo('core', 'core')], external))).toEqual(
      expect.arrayContaining([
        'the repo `core` and the channel `core` are both called `core`',
        'the input `nixpkgs` of `jet` follows `bas`, which is no input',
      ]),
    );
  });

  it('a folder inside of a repository, of which versions of Nix make different things', () => {
    const inputs = { lib: 'github:house/all?dir=lib', core: 'github:house/all?dir=core' };
    expect(said(planOf({ published: { inputs } }, [repo('core', 'core')], []))).toEqual([
      'the repo `core` cannot be an input by `github:house/all?dir=core`: of what is no flake Nix 2.8 takes the whole tree, whatever `dir` says',
    ]);
  });

  it('nothing is to be locked where nothing is published and all is read in place', () => {
    const external: ExternalInput[] = [
      { name: 'stable', url: '../stable', kind: 'channel', place: PLACE },
    ];
    expect(planOf({ base: '../base' }, [repo('core', 'core')], external).locks).toEqual([]);
  });
});

describe('what is wrong with external flakes and with locks', () => {
  const layer = (name: string, url: string): ExternalInput => ({
    name,
    url,
    kind: 'flake',
    place: PLACE,
  });
  const flake = (inputs: string): string => `{ inputs = { ${inputs} }; outputs = _: { }; }\n`;

  it('is said at once, with the place of each in the registry', async () => {
    const folder = temporaryFolder('wrong-flakes');
    const repos = ['nowhere', 'circle', 'shape', 'deep'].map(
      (name) => new GitRepo(join(folder, name)),
    );
    const [nowhere, circle, shape, deep] = repos as [GitRepo, GitRepo, GitRepo, GitRepo];
    nowhere.commit({ 'flake.nix': flake('a.follows = "b";') });
    circle.commit({ 'flake.nix': flake('a.follows = "b"; b.follows = "a";') });
    shape.commit({ 'flake.nix': '{ description = "a" + "b"; }\n' });
    deep.commit({
      'flake.nix': flake(`x.url = "${shape.url}"; y.url = "https://a.example/y.tar.gz";`),
    });
    const plan = planOf(
      {},
      [],
      [
        layer('circle', circle.url),
        layer('nowhere', nowhere.url),
        layer('good', `path:${circle.folder}`),
      ],
    );
    const root = temporaryFolder('wrong-flakes-root');
    const { problems, files } = await makeLocks(root, plan, new Set());
    expect(files).toEqual([]);
    expect(problems.map((one) => problemText(one).split('\n')[0]!.replaceAll(folder, ''))).toEqual([
      expect.stringMatching(
        /x\.json:1:10: .*`circle` .* its input `a` follows `b`, which leads in a circle$/,
      ),
      expect.stringMatching(/`circle` .* its input `b` follows `a`, which leads in a circle$/),
      expect.stringMatching(/`good` .* its input `a` follows `b`, which leads in a circle$/),
      expect.stringMatching(/`good` .* its input `b` follows `a`, which leads in a circle$/),
      expect.stringMatching(/`nowhere` .* its input `a` follows `b`, and there is no such input$/),
    ]);
    const more = planOf({}, [], [layer('deep', deep.url), layer('shape', shape.url)]);
    const said = (await makeLocks(root, more, new Set())).problems.map(({ message }) => message);
    expect(said).toEqual([
      expect.stringMatching(
        /its input `x` cannot be locked: its flake.nix, at 1:1: it has no `outputs`; at 1:17: `desc/,
      ),
      expect.stringMatching(/its input `y` cannot be locked: a file to be downloaded cannot/),
      expect.stringMatching(
        /^`shape` .* cannot be locked: its flake.nix, at 1:1: it has no `outputs`; at 1:17/,
      ),
    ]);
  });

  it('is said of every lock, and of references too', async () => {
    const one = new GitRepo(temporaryFolder('wrong-locks'));
    one.commit({ 'flake.nix': EMPTY });
    const published = { inputs: { lib: one.url } };
    const plan = planOf({ published }, [], [layer('jet', one.url)]);
    const root = temporaryFolder('wrong-locks-root');
    const made = await makeLocks(root, plan, new Set());
    expect(made.problems).toEqual([]);
    write(
      root,
      made.files.map(([file, text]) => [file, text.replace('  "root": ', '  "root":  ')]),
    );
    const wrong = planOf(
      { published: { inputs: { lib: one.url, no: 'x' } } },
      [],
      [layer('jet', one.url)],
    );
    const { problems } = await checkLocks(root, wrong);
    expect(problems.map(({ message }) => message)).toEqual([
      'the registry has no input `no`',
      'it is not written as Nix writes it, or has nodes that nothing leads to',
      'it is not written as Nix writes it, or has nodes that nothing leads to',
    ]);

    write(
      root,
      made.files.map(([file, text]) => [file, text.slice(9)]),
    );
    const gone = planOf(
      { published: { inputs: { lib: `${one.url}?ref=gone` } } },
      [],
      [layer('jet', one.url)],
    );
    const all = (await makeLocks(root, gone, new Set())).problems.map(({ message }) => message);
    expect(all).toEqual([
      'what is locked cannot be read: it is no JSON',
      'what is locked cannot be read: it is no JSON',
      expect.stringMatching(/`lib` .* has no branch or tag `gone`/),
    ]);
  });
});

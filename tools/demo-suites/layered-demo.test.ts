import { readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithNix, withEmptyStore, type NixForTests } from '../testing/find-nix';
import { commitAll, copyTree, FlakeRuns, writeFiles } from '../testing/flake-runs';
import { LayeredDemo, SYSTEMS, type System, type TakenFrom } from './layered-demo';
import { PackageGraph } from './package-graph';
import { temporaryFolder } from '../testing/temporary-folder';
import { PROJECT, type Workspace } from '../testing/workspace';

const RECIPE = join(PROJECT, 'repos/core/by-name/bo/bootstrap-tools/stage0.json');
const HERE: System = process.arch === 'arm64' ? 'aarch64-linux' : 'x86_64-linux';

const FROM = ['paths', 'references'] as const;

describeWithNix('the demo with a base, a channel and layers', (nix) => {
  let demo: LayeredDemo;
  let graph: PackageGraph;
  const workspaces = new Map<TakenFrom, Workspace>();
  const workspace = (from: TakenFrom): Workspace => workspaces.get(from)!;

  beforeAll(async () => {
    demo = await LayeredDemo.make(nix);
    for (const from of FROM) workspaces.set(from, await demo.workspace(from));
    graph = new PackageGraph(
      JSON.parse(workspace('paths').read('repos/registry/pkgs.json')) as never,
      JSON.parse(readFileSync(join(PROJECT, 'repos/registry/pkgs.json'), 'utf8')) as never,
    );
  });
  afterAll(() => demo.dispose());

  /** All packages of the layered set, and some of its channel. */
  const names = (): readonly string[] => [...graph.packages, 'stable.hello', 'stable.tally'];
  /** Nix: a function from a set to derivation paths by name. */
  const drvPaths = (): string =>
    `set: { ${names()
      .map((path) => `${JSON.stringify(path)} = set.${path}.drvPath;`)
      .join(' ')} }`;

  /** Makes a flake that consumes the published registry and the base; returns its reference. */
  async function consumer(inputs: string, outputs: string): Promise<string> {
    const folder = writeFiles(temporaryFolder('consumer'), {
      'flake.nix': `{
        inputs.registry.url = "${demo.flakes(workspace('references')).published}";
        inputs.nixpkgs.url = "${demo.url('base')}";
        ${inputs}
        outputs = inputs: with inputs; { ${outputs} };
      }`,
    });
    await commitAll(folder);
    await demo.runs.said(['flake', 'lock'], folder);
    await commitAll(folder);
    return `git+file://${folder}`;
  }

  describe.each(SYSTEMS)('for %s', (system) => {
    let expected: unknown;
    beforeAll(async () => {
      expected = await demo.ofDefaultNix(workspace('paths'), system, drvPaths());
    });

    it('has the same derivations in all forms', async () => {
      const { runs } = demo;
      expect(await demo.ofDefaultNix(workspace('references'), system, drvPaths())).toEqual(
        expected,
      );
      for (const from of FROM) {
        for (const flake of Object.values(demo.flakes(workspace(from)))) {
          const found = await runs.ofFlake(flake, `legacyPackages.${system}`, drvPaths());
          expect({ flake, found }).toEqual({ flake, found: expected });
        }
      }
    });

    it('has them on a set like nixpkgs, too', async () => {
      const flake = await consumer(
        '',
        `legacyPackages.${system} = import nixpkgs {
          system = "${system}";
          overlays = [ registry.overlays.default ];
        };`,
      );
      const found = await demo.runs.ofFlake(flake, `legacyPackages.${system}`, drvPaths());
      expect(found).toEqual(expected);
    });

    it('has what its layers say, the later ones on top', async () => {
      expect(await demo.ofDefaultNix(workspace('references'), system, VERDICTS)).toEqual({
        rot13: ['1.0', ['house', 'yard']],
        tally: [system === 'x86_64-linux' ? '0.9' : '1.0', ['house']],
        gmp: system === 'aarch64-linux',
        zlib: '1.1',
        jetpack: [true, true],
        python: ['yard'],
      });
    });
  });

  describe('published where it lies, with another order of layers', () => {
    let other: Workspace;
    let alone: string;
    beforeAll(async () => {
      other = await demo.workspace('paths', {
        registry: { overlays: ['yard', 'house'] },
        house: { layers: ['packages', 'overrides', 'channels', 'fallbacks', 'flakes'] },
        // All attributes that the flake sets; they are unknown before it is evaluated.
        jetpack: { sets: undefined },
        folder: '.',
      });
      // In a repository of its own, the registry takes its neighbours from its inputs.
      alone = copyTree(join(other.root, 'repos/registry'), temporaryFolder('alone'));
      await commitAll(alone);
    });

    it.each(SYSTEMS)('has the layers as is stated: %s', async (system) => {
      expect(await demo.ofDefaultNix(other, system, VERDICTS)).toMatchObject({
        rot13: ['1.0', ['yard', 'house']],
        tally: system === 'x86_64-linux' ? ['0.9', []] : ['1.0', ['house']],
        jetpack: [true, true],
      });
    });

    it.each(SYSTEMS)('has the same derivations alone: %s', async (system) => {
      const found = `legacyPackages.${system}`;
      expect(await demo.runs.ofFlake(`git+file://${alone}`, found, drvPaths())).toEqual(
        await demo.ofDefaultNix(other, system, drvPaths()),
      );
    });

    it('passes `nix flake check` alone', async () => {
      const { exitCode, stderr } = await demo.runs.run(['flake', 'check', '--no-build'], alone);
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    });
  });

  it.each(FROM)('can be compared with what it was, its others by %s', (from) => {
    const args = [
      '--against=HEAD',
      '--packages=tally,rot13,jetpack,banner',
      '--systems=x86_64-linux',
    ];
    expect(demo.nx(workspace(from), 'run', 'registry:compare', ...args)).toContain('  4 same');
  });

  describe.each(FROM)('as a flake, with others by %s', (from) => {
    const flakes = ['workspace', 'published'] as const;
    const allSystems = async (): Promise<readonly string[]> =>
      // Nix 2.8 looks at all systems in any case.
      (await demo.runs.said(['--version'])).includes(' 2.8.') ? [] : ['--all-systems'];

    it.each(flakes)('passes `nix flake check`: %s', async (form) => {
      const flake = demo.flakes(workspace(from))[form];
      const args = ['flake', 'check', '--no-build', ...(await allSystems()), flake];
      const { exitCode, stderr } = await demo.runs.run(args);
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    });

    it.each(flakes)('passes `nix flake show`: %s', async (form) => {
      const flake = demo.flakes(workspace(from))[form];
      const args = ['flake', 'show', '--json', ...(await allSystems()), flake];
      const shown = JSON.parse(await demo.runs.said(args)) as Record<string, object>;
      const packages = Object.fromEntries(
        ['banner', 'farm', 'greeter', 'zlib'].map((name) => [name, { type: 'derivation' }]),
      );
      for (const system of SYSTEMS) {
        expect(shown['packages']).toMatchObject({ [system]: packages });
      }
    });

    it.each(flakes)('has a lock that Nix leaves alone: %s', async (form) => {
      const { root } = workspace(from);
      await demo.runs.said(['flake', 'lock', demo.flakes(workspace(from))[form]]);
      const { execa } = await import('execa');
      const args = ['status', '--porcelain', '--untracked-files=all'];
      expect((await execa('git', args, { cwd: root })).stdout).toBe('');
    });
  });

  describe('of which something is replaced by `extend`', () => {
    /** For each system: the names of replaced packages, with those whose derivations change. */
    let changed: Record<System, Record<string, readonly string[]>>;
    const replaced = {
      'phase0.bootstrap-tools':
        'phase0 = prev.phase0 // { bootstrap-tools = change prev.phase0.bootstrap-tools; };',
      hello: 'hello = change prev.hello;',
      zlib: 'zlib = change prev.zlib;',
      greeter: 'greeter = change prev.greeter;',
      rot13: 'rot13 = change prev.rot13;',
      gmp6: 'gmp6 = change prev.gmp6;',
      nix: 'nix = change prev.nix;',
      'python3Packages.hello':
        'python3Packages = prev.python3Packages.overrideScope (_: prev: { hello = change prev.hello; });',
    };
    beforeAll(async () => {
      const sets = Object.entries(replaced).map(
        ([name, overlay]) => `"${name}" = changedIn (set.extend (_: prev: { ${overlay} }));`,
      );
      const apply = `set: let
        paths = ${drvPaths()};
        change = package: package.overrideDerivation (_: { replaced = "yes"; });
        before = paths set;
        changedIn = other: let after = paths other; in
          builtins.filter (name: after.\${name} != before.\${name}) (builtins.attrNames before);
      in { ${sets.join(' ')} }`;
      changed = Object.fromEntries(
        await Promise.all(
          SYSTEMS.map(async (system) => [
            system,
            await demo.ofDefaultNix(workspace('references'), system, apply),
          ]),
        ),
      ) as typeof changed;
    });

    it('at stage 0, all dependents are others, and what comes from the channel is not', () => {
      const ofChannel = ['stable.hello', 'stable.tally'];
      const all = names().filter((name) => !ofChannel.includes(name));
      expect([...changed['aarch64-linux']['phase0.bootstrap-tools']!].sort()).toEqual(
        [...all].sort(),
      );
      expect([...changed['x86_64-linux']['phase0.bootstrap-tools']!].sort()).toEqual(
        all.filter((name) => name !== 'tally').sort(),
      );
    });

    it.each(Object.keys(replaced))('%s: others are what pkgs.json says', (name) => {
      for (const system of SYSTEMS) {
        const others = changed[system][name]!;
        expect(others).toContain(name);
        // Every certain dependent changes; and only possible dependents do.
        expect(others).toEqual(expect.arrayContaining([...graph.dependentsOf(name, 'surely')]));
        expect([...graph.dependentsOf(name, 'possibly')]).toEqual(
          expect.arrayContaining([...others]),
        );
      }
    });

    it.each(['zlib', 'greeter', 'rot13', 'gmp6', 'nix', 'python3Packages.hello'])(
      '%s: the pkgs.json on a base knows what the base makes of it, by itself',
      (name) => {
        const others = SYSTEMS.flatMap((system) => changed[system][name]!);
        const known = graph.knownDependentsOf(name);
        expect([...known]).toEqual(
          expect.arrayContaining(others.filter((other) => graph.own.has(other))),
        );
      },
    );
  });

  describe('of which something is gone', () => {
    let flake: string;
    let cold: NixForTests;
    let runs: FlakeRuns;
    beforeAll(async () => {
      flake = await consumer('', 'inherit (registry) legacyPackages;');
    });
    beforeEach(() => {
      cold = withEmptyStore(nix);
      runs = new FlakeRuns(cold);
    });

    /** Calls `ask` while a repository does not exist, and nothing is fetched yet. */
    async function without<T>(repo: string, ask: () => Promise<T>): Promise<T> {
      const folder = join(demo.outside, repo);
      renameSync(folder, `${folder}.gone`);
      try {
        return await ask();
      } finally {
        renameSync(`${folder}.gone`, folder);
      }
    }

    const evaluated = async (name: string, system: System = 'x86_64-linux'): Promise<string> =>
      runs.said(['eval', '--raw', `${flake}#legacyPackages.${system}.${name}.drvPath`]);

    it('builds what no layer touches, without the overlay repos', async () => {
      const { addToStore, makeStage0, readRecipe } = await import('../bring-nix/nix/stage0.mjs');
      const recipe = await readRecipe(RECIPE, HERE);
      await addToStore(cold, await makeStage0(recipe, { system: HERE }));
      const options = ['--option', 'sandbox', 'false', '--option', 'build-users-group', ''];
      const args = ['build', '--json', '--no-link', ...options];
      const built = await without('yard', () =>
        without('house', () => runs.said([...args, `${flake}#legacyPackages.${HERE}.hello`])),
      );
      const [{ outputs }] = JSON.parse(built) as [{ outputs: { out: string } }];
      const { execa } = await import('execa');
      expect((await execa(join(outputs.out, 'bin/hello'))).stdout).toBe('Hello, world!');
    });

    it.each([
      ['house', ['hello', 'zlib', 'stable.tally', 'cuda'], ['greeter', 'rot13', 'tally', 'gmp']],
      ['yard', ['hello', 'tally', 'greeter', 'jetpack'], ['rot13', 'python3Packages.hello']],
      ['tools', ['hello', 'rot13', 'cuda'], ['banner', 'zlib', 'jetpack']],
      ['stable', ['hello', 'rot13', 'jetpack'], ['tally', 'stable.hello']],
      ['jetpack', ['hello', 'rot13', 'tally'], ['jetpack', 'cuda']],
      ['cuda', ['hello', 'rot13', 'tally'], ['jetpack', 'cuda']],
      ['nixpkgs', ['hello', 'rot13', 'jetpack', 'cuda'], []],
    ])(
      '%s: what it takes part in fails, and names it, all else evaluates',
      async (repo, good, bad) => {
        await without(repo, async () => {
          for (const name of good) expect(await evaluated(name)).toMatch(/-\d\S*\.drv$/);
          for (const name of bad) {
            await expect(evaluated(name)).rejects.toThrow(`${demo.outside}/${repo}`);
          }
        });
      },
    );

    it('knows all names without any of them', async () => {
      for (const output of ['packages', 'legacyPackages']) {
        const published = demo.flakes(workspace('references')).published;
        const found = await without('house', () =>
          without('stable', () =>
            without('jetpack', () =>
              runs.ofFlake(published, `${output}.x86_64-linux`, 'builtins.attrNames'),
            ),
          ),
        );
        expect(found).toEqual(expect.arrayContaining(['banner', 'greeter', 'zlib']));
      }
    });

    it('a channel that is not for the system is not fetched', async () => {
      await without('stable', async () => {
        expect(await evaluated('tally', 'aarch64-linux')).toMatch(/-tally-1\.0\.drv$/);
      });
    });

    it('evaluates in the workspace, too, as inputs.json locks it', async () => {
      const asked = (name: string): Promise<unknown> =>
        demo.ofDefaultNix(workspace('references'), 'x86_64-linux', `set: set.${name}.name`, runs);
      await without('stable', () =>
        without('jetpack', async () => {
          expect(await asked('rot13')).toBe('rot13-1.0');
          await expect(asked('tally')).rejects.toThrow(`${demo.outside}/stable`);
          await expect(asked('jetpack')).rejects.toThrow(`${demo.outside}/jetpack`);
        }),
      );
    });
  });

  describe('whose overlay is applied twice', () => {
    const probe = (inputs: string, expression: string): Promise<unknown> =>
      consumer(
        inputs,
        `probe = let
          set = registry.legacyPackages.x86_64-linux;
          foreign = import nixpkgs { system = "x86_64-linux"; };
          overlay = registry.overlays.default;
          paths = ${drvPaths()};
          same = other: paths other == paths set;
        in ${expression};`,
      ).then(
        async (flake) =>
          JSON.parse(await demo.runs.said(['eval', '--json', `${flake}#probe`])) as unknown,
      );

    it('directly, it acts once, and so do overlays that it is made of', async () => {
      const inputs = `inputs.jetpack.url = "${demo.url('jetpack')}"; inputs.jetpack.inputs.nixpkgs.follows = "nixpkgs";`;
      expect(
        await probe(
          inputs,
          `map same [
            (set.extend overlay)
            ((foreign.extend overlay).extend overlay)
            (set.extend jetpack.overlays.default)
            ((set.extend jetpack.overlays.default).extend overlay)
          ]`,
        ),
      ).toEqual([true, true, true, true]);
    });

    it.each(['', 'inputs.tool.inputs.registry.follows = "registry";'])(
      'through another flake, it acts once: %s',
      async (follows) => {
        const tool = writeFiles(temporaryFolder('tool'), {
          'flake.nix': `{
            inputs.registry.url = "${demo.flakes(workspace('references')).published}";
            outputs = { registry, ... }: {
              overlays.default = final: prev: registry.overlays.default final prev // { tool = final.rot13; };
            };
          }`,
        });
        await commitAll(tool);
        await demo.runs.said(['flake', 'lock'], tool);
        await commitAll(tool);
        const inputs = `inputs.tool.url = "git+file://${tool}"; ${follows}`;
        const both = '(foreign.extend overlay).extend tool.overlays.default';
        expect(await probe(inputs, `[ (same (${both})) (${both}).tool.layers ]`)).toEqual([
          true,
          ['house', 'yard'],
        ]);
      },
    );
  });
});

/** Attributes that show which layers made a package. */
const VERDICTS = `set: {
  rot13 = [ set.rot13.version set.rot13.layers ];
  tally = [ set.tally.version (set.tally.layers or [ ]) ];
  gmp = set.gmp ? layers;
  zlib = set.zlib.version;
  jetpack = [ (set.jetpack.cuda.drvPath == set.cuda.drvPath) (set.cuda ? isForJetpack) ];
  python = set.python3Packages.hello.layers or [ ];
}`;

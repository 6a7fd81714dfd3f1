import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithNix } from '../testing/find-nix';
import { commitAll, copyTree, FlakeRuns } from '../testing/flake-runs';
import { publishDemo, type PublishedDemo } from './published-demo';
import { temporaryFolder } from '../testing/temporary-folder';

const REPOS = join(__dirname, '..', '..', 'repos');
const SYSTEMS = ['x86_64-linux', 'aarch64-linux'] as const;

describeWithNix("the registry's flake", (nix) => {
  const runs = new FlakeRuns(nix);
  const packages = (
    JSON.parse(readFileSync(join(REPOS, 'registry/pkgs.json'), 'utf8')) as {
      packages: { attribute: string }[];
    }
  ).packages.map(({ attribute }) => attribute);

  /** Nix: a function from a set to derivation paths by attribute path. */
  const drvPaths = `set: { ${packages.map((path) => `${JSON.stringify(path)} = set.${path}.drvPath;`).join(' ')} }`;
  const ofDefaultNix = (system: string): Promise<unknown> =>
    runs.evaluate(`(${drvPaths}) (import ${REPOS}/registry { system = "${system}"; })`);

  /** Commits the demo as one git tree; returns the flake reference of its registry. */
  async function checkout(change: (repos: string) => void = () => undefined): Promise<string> {
    const root = temporaryFolder('flake');
    copyTree(REPOS, join(root, 'repos'));
    change(join(root, 'repos'));
    await commitAll(root);
    return `git+file://${root}?dir=repos/registry`;
  }

  let workspace: string;
  const published = new Map<string, PublishedDemo>();
  beforeAll(async () => {
    workspace = await checkout();
    for (const as of ['folders', 'flakes'] as const) {
      published.set(`published, of ${as}`, await publishDemo(runs, { as }));
    }
  });
  const forms = ['workspace', 'published, of folders', 'published, of flakes'];
  const flakeOf = (form: string): string => published.get(form)?.url('registry') ?? workspace;

  it.each(SYSTEMS)('gives the derivations of default.nix, in all forms, on %s', async (system) => {
    const expected = await ofDefaultNix(system);
    for (const form of forms) {
      expect(await runs.ofFlake(flakeOf(form), `legacyPackages.${system}`, drvPaths)).toEqual(
        expected,
      );
    }
  });

  describe.each(forms)('%s', (form) => {
    const flake = (): string => flakeOf(form);
    const allSystems = async (): Promise<readonly string[]> =>
      // Nix 2.8 looks at all systems in any case.
      (await runs.said(['--version'])).includes(' 2.8.') ? [] : ['--all-systems'];

    it('passes `nix flake check`', async () => {
      const args = ['flake', 'check', '--no-build', ...(await allSystems()), flake()];
      const { exitCode, stderr } = await runs.run(args);
      expect({ exitCode, stderr }).toMatchObject({ exitCode: 0 });
    });

    it('passes `nix flake show`', async () => {
      const args = ['flake', 'show', '--json', ...(await allSystems()), flake()];
      const shown = JSON.parse(await runs.said(args)) as Record<string, object>;
      expect(Object.keys(shown).sort()).toEqual(
        expect.arrayContaining([
          ...['checks', 'devShells', 'flakeModules', 'lambdas', 'legacyPackages'],
          ...['nixosModules', 'overlays', 'packages', 'templates'],
        ]),
      );
      const named = Object.fromEntries(
        packages
          .filter((path) => !path.includes('.'))
          .map((path) => [path.replaceAll('"', ''), expect.objectContaining({})]),
      );
      for (const system of SYSTEMS) {
        expect(shown['packages']).toMatchObject({ [system]: named });
        expect(shown['checks']).toMatchObject({ [system]: named });
      }
      expect(Object.keys(shown['templates']!).sort()).toEqual(
        readdirSync(join(REPOS, 'registry/templates'))
          .filter((name) => name !== 'default.nix')
          .map((name) => (name === 'consumer' ? 'default' : name))
          .sort(),
      );
    });

    it('exports the lambdas', async () => {
      const formals = 'lambdas: builtins.functionArgs lambdas.core."7zip"';
      expect(await runs.ofFlake(flake(), 'lambdas', formals)).toEqual({
        less: true,
        stdenv: false,
        zlib: true,
      });
    });

    it('has a shell with the tools that the set has', async () => {
      const shell = await runs.ofFlake(
        flake(),
        'devShells.x86_64-linux.default',
        'shell: [ shell.type (map (tool: tool.name) shell.drvAttrs.buildInputs) ]',
      );
      expect(shell).toEqual(['derivation', ['nix-1.0']]);
    });

    it('has a template whose packages are made with what it changes', async () => {
      const template = copyTree(
        join(REPOS, 'registry/templates/consumer'),
        temporaryFolder('template'),
      );
      const said = await runs.said([
        ...['eval', '--json', '--no-write-lock-file', '--override-input', 'registry', flake()],
        ...[`path:${template}#packages.aarch64-linux`, '--apply'],
        'packages: [ packages.hello.name (toString packages.default.drvAttrs.hello == packages.hello.outPath) ]',
      ]);
      expect(JSON.parse(said)).toEqual(['hello-1.0-changed', true]);
    });
  });

  describe('where it cannot find the repos', () => {
    it('says what to do when they are not in its tree', async () => {
      const alone = copyTree(join(REPOS, 'registry'), temporaryFolder('alone'));
      await commitAll(alone);
      const { stderr } = await runs.run([
        'eval',
        `git+file://${alone}#packages.x86_64-linux.hello`,
      ]);
      expect(stderr).toMatch(
        /repositories are not in its tree.*use the published form.*or evaluate default\.nix/,
      );
    });

    it('says so of a base outside of its tree, when that is used', async () => {
      for (const base of ['../../../elsewhere', '/elsewhere']) {
        const flake = await checkout((repos) => withBase(repos, base));
        // With getFlake, because `nix eval` looks for `lambdas` among the packages first.
        const lambdas = `builtins.attrNames (builtins.getFlake "${flake}").lambdas`;
        expect(
          JSON.parse(await runs.said(['eval', '--impure', '--json', '--expr', lambdas])),
        ).toContain('core');
        await expect(
          runs.ofFlake(flake, 'legacyPackages.x86_64-linux', 'set: set.hello.drvPath'),
        ).rejects.toThrow(
          new RegExp(`base, ${base}, is not in the tree.*evaluate default\\.nix, or name a flake`),
        );
      }
    });
  });

  describe('with a base', () => {
    it('in its tree, reads it there', async () => {
      const flake = await checkout((repos) => {
        withBase(repos, '../../base');
        smallBase(join(repos, '../base'));
      });
      expect(await greetingOf(flake)).toBe('from the base');
    });

    it('by a flake reference, takes what base.json is locked to', async () => {
      const base = smallBase(temporaryFolder('base'));
      const rev = await commitAll(base);
      const url = `git+file://${base}`;
      const meta = await runs.said(['flake', 'metadata', '--json', `${url}?rev=${rev}`]);
      const { locked } = JSON.parse(meta) as { locked: Record<string, unknown> };
      // Nix 2.34 prints this attribute, but does not accept it.
      delete locked['__final'];
      const flake = await checkout((repos) => {
        withBase(repos, url);
        writeFileSync(join(repos, 'registry/base.json'), JSON.stringify({ locked }));
      });
      // The present state of the base does not matter.
      writeFileSync(join(base, 'default.nix'), '_: throw "too new"');
      await commitAll(base);
      expect(await greetingOf(flake)).toBe('from the base');
    });

    const greetingOf = (flake: string): Promise<unknown> =>
      runs.ofFlake(flake, 'legacyPackages.x86_64-linux', 'set: set.greeting');

    /** Writes a base that makes its set by overlays, as nixpkgs does. */
    function smallBase(folder: string): string {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, 'flake.nix'), '{ outputs = _: { }; }\n');
      writeFileSync(
        join(folder, 'default.nix'),
        `{ system, config, overlays }:
        let fix = f: let x = f x; in x; in
        fix (builtins.foldl' (f: overlay: final: let prev = f final; in prev // overlay final prev)
          (final: { greeting = "from the base"; lib = { }; callPackage = null; newScope = null;
            stdenv.hostPlatform = { inherit system; }; }) overlays)\n`,
      );
      return folder;
    }
  });

  function withBase(repos: string, base: string): void {
    const file = join(repos, 'registry/nix-repo.json');
    const config = JSON.parse(readFileSync(file, 'utf8')) as object;
    writeFileSync(file, JSON.stringify({ ...config, base }));
  }

  it('needs no lock in the workspace, and writes none', async () => {
    const root = temporaryFolder('no-lock');
    copyTree(REPOS, join(root, 'repos'));
    await commitAll(root);
    await runs.said(['eval', './repos/registry#hello.name'], root);
    expect(existsSync(join(root, 'repos/registry/flake.lock'))).toBe(false);
    // An edit counts at once; with a lock of Nix 2.8 it would not.
    const file = join(root, 'repos/core/by-name/he/hello/default.nix');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"1.0"', '"1.1"'));
    expect(await runs.said(['eval', './repos/registry#hello.name'], root)).toBe('"hello-1.1"');
  });

  it('commits no lock in the workspace', () => {
    const locks = readdirSync(REPOS).filter((repo) => existsSync(join(REPOS, repo, 'flake.lock')));
    expect(locks).toEqual([]);
  });
});

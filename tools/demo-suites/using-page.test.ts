import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithNix } from '../testing/find-nix';
import { commitAll, copyTree, FlakeRuns, writeFiles } from '../testing/flake-runs';
import { pageSections } from './page-sections';
import { publishDemo } from './published-demo';
import { temporaryFolder } from '../testing/temporary-folder';
import { PROJECT, Workspace } from '../testing/workspace';

const PAGE = readFileSync(join(PROJECT, 'docs/using.md'), 'utf8');
const RECIPE = join(PROJECT, 'repos/core/by-name/bo/bootstrap-tools/stage0.json');
const SYSTEM = `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux`;

describeWithNix('docs/using.md', (nix) => {
  const runs = new FlakeRuns(nix);
  let elsewhere: string;
  let replaced: (text: string) => string;

  beforeAll(async () => {
    const { addToStore, makeStage0, readRecipe } = await import('../bring-nix/nix/stage0.mjs');
    await addToStore(nix, await makeStage0(await readRecipe(RECIPE, SYSTEM), { system: SYSTEM }));
    const workspace = demoWithShells();
    const repos = join(workspace.root, 'repos');
    const demo = await publishDemo(runs, { repos });
    elsewhere = temporaryFolder('elsewhere');
    copyTree(repos, join(elsewhere, 'workspace/repos'));
    copyTree(join(PROJECT, 'repos/registry/templates/overlay'), join(elsewhere, 'house'));
    writeFiles(elsewhere, standIns());
    const inGit = (name: string): string => `git+file://${join(elsewhere, name)}`;
    for (const name of ['workspace', 'house', 'nixpkgs', 'flake-parts']) {
      await commitAll(join(elsewhere, name));
    }
    const places: readonly (readonly [string, string])[] = [
      ['github:example/registry', demo.url('registry')],
      ['github:example/house', inGit('house')],
      ['github:NixOS/nixpkgs/nixos-unstable', inGit('nixpkgs')],
      ['github:hercules-ci/flake-parts', inGit('flake-parts')],
      ['https://github.com/example/workspace', join(elsewhere, 'workspace')],
      ['https://github.com/example/', `${demo.folder}/`],
      ['x86_64-linux', SYSTEM],
    ];
    replaced = (text) => places.reduce((done, [from, to]) => done.replaceAll(from, to), text);
    workspace.dispose();
  });

  it.each(pageSections(PAGE).map((section) => [section.title, section] as const))(
    '%s',
    async (_, { steps }) => {
      const folder = temporaryFolder('page');
      for (const step of steps) {
        if ('file' in step) writeFiles(folder, { [step.file]: replaced(step.text) });
        else {
          const { stdout, stderr, exitCode } = await inShell(replaced(step.command), folder);
          if (exitCode !== 0) throw new Error(`${step.command}\n${stderr}`);
          const [begin, end] = step.output.split('…');
          const said = end === undefined ? stdout : `${stdout.slice(0, begin!.length)}…`;
          expect(`$ ${step.command}\n${said}`).toBe(`$ ${step.command}\n${step.output}`);
        }
      }
    },
  );

  it('has commands in each section but the introduction', () => {
    const sections = pageSections(PAGE);
    expect(sections.length).toBeGreaterThan(9);
    for (const { title, steps } of sections) {
      expect({ title, commands: steps.filter((step) => 'command' in step).length }).not.toEqual({
        title,
        commands: 0,
      });
    }
  });

  async function inShell(command: string, cwd: string) {
    const { execa } = await import('execa');
    const own = runs.environment();
    const env = {
      ...own,
      // So the demo is built with stage 0 even where no sandbox is possible.
      NIX_CONFIG: `${own['NIX_CONFIG']}\nsandbox = false\nbuild-users-group =`,
      PATH: `${nix.bin}:${process.env['PATH']}`,
    };
    return execa('bash', ['-c', command], { cwd, env, reject: false });
  }

  /**
   * The demo, with a `mkShellNoCC` added: `nix develop` needs a shell that bash has made. The bash
   * of the machine is good enough.
   */
  function demoWithShells(): Workspace {
    const workspace = new Workspace();
    copyTree(join(PROJECT, 'repos'), join(workspace.root, 'repos'));
    workspace.write({
      'repos/core/by-name/mk/mkShellNoCC/package.nix': `{ system }:
let
  mkShell = { packages }: derivation {
    name = "shell";
    inherit packages system;
    builder = "/bin/bash";
    args = [ "-c" "echo >$out" ];
    outputs = [ "out" ];
    stdenv = ./stdenv;
  };
in
# A shell with nothing, and a function that makes others: what lies at top level is a package.
mkShell { packages = [ ]; } // { __functor = _: mkShell; }
`,
      'repos/core/by-name/mk/mkShellNoCC/stdenv/setup':
        'for package in $packages; do PATH=$package/bin:$PATH; done\nexport PATH\n',
    });
    workspace.commit();
    const { status, output } = workspace.nx(['sync']);
    expect({ status, output }).toMatchObject({ status: 0 });
    return workspace;
  }

  /**
   * Stand-ins for nixpkgs and flake-parts, as far as the page uses them: they evaluate modules as
   * the originals do.
   */
  function standIns(): Readonly<Record<string, string>> {
    const modules = readFileSync(join(__dirname, 'small-modules.nix'), 'utf8');
    mkdirSync(elsewhere, { recursive: true });
    return {
      'nixpkgs/lib.nix': modules,
      'nixpkgs/flake.nix': `{
        outputs = _: let lib = import ./lib.nix; option = lib.mkOption { }; in {
          lib.nixosSystem = { modules }: lib.evalModules {
            modules = modules ++ [ ({ config, ... }: {
              options.nixpkgs = {
                pkgs = option;
                hostPlatform = option // { apply = system: { inherit system; }; };
                buildPlatform = option // { default = config.nixpkgs.hostPlatform; };
              };
              options.assertions = option;
              options.environment.systemPackages = option;
              config._module.args = { inherit (config.nixpkgs) pkgs; };
            }) ];
          };
        };
      }`,
      'flake-parts/lib.nix': modules,
      'flake-parts/flake.nix': `{
        outputs = _: let lib = import ./lib.nix; in {
          lib.mkFlake = _: { systems, imports, perSystem }:
            let
              flake-parts-lib.mkPerSystemOption = module: module;
              # A module that wraps the one that takes flake-parts' lib.
              declared = module:
                (builtins.head module.imports { inherit flake-parts-lib lib; }).options.perSystem;
              evaluated = system: (lib.evalModules {
                modules = map declared imports ++ [ perSystem { options.packages = lib.mkOption { }; } ];
                specialArgs = { inherit system; };
              }).config;
              each = builtins.listToAttrs (map (name: { inherit name; value = (evaluated name).packages; }) systems);
            in { packages = each; };
        };
      }`,
    };
  }
});

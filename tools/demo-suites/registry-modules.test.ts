import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithNix } from '../testing/find-nix';
import { copyTree, FlakeRuns, writeFiles } from '../testing/flake-runs';
import { temporaryFolder } from '../testing/temporary-folder';

const REPOS = join(__dirname, '..', '..', 'repos');

/** A checkout of nixpkgs, or of its lib, whose module system is used. */
const NIXPKGS = process.env['NX_NIX_TEST_NIXPKGS'];
const LIB = NIXPKGS ? `${NIXPKGS}/lib` : join(__dirname, 'small-modules.nix');
const EVALUATOR = NIXPKGS
  ? "Nixpkgs' module system"
  : 'a small module system of ours (NX_NIX_TEST_NIXPKGS names a checkout with the real one)';

describeWithNix(`the registry's modules, in ${EVALUATOR}`, (nix) => {
  const runs = new FlakeRuns(nix);
  let repos: string;

  beforeAll(() => {
    repos = copyTree(REPOS, temporaryFolder('modules'));
    const file = join(repos, 'registry/nix-repo.json');
    const config = JSON.parse(readFileSync(file, 'utf8')) as object;
    const own = { greeting: { de: 'Guten Tag', en: 'Hello' }, loud: false };
    writeFileSync(file, JSON.stringify({ ...config, config: own }));
  });

  const evaluate = (expression: string): Promise<unknown> =>
    runs.evaluate(`let
      lib = import ${LIB};
      # As a flake would: the outputs of the workspace form.
      outputs = import ${repos}/registry/outputs.nix { self.sourceInfo.outPath = "${repos}"; };
      module = outputs.nixosModules.default;
      set = outputs.legacyPackages.x86_64-linux;
      # What a module sees: its argument pkgs, in a configuration of these modules.
      ask = question: modules: (lib.evalModules {
        modules = [ module ({ pkgs, ... }: { options.answer = lib.mkOption { type = lib.types.raw; }; config.answer = question pkgs; }) ] ++ modules;
      }).config.answer;
      for = system: { registry = { inherit system; }; };
    in ${expression}`);

  describe('for NixOS, without it', () => {
    it('make the registry the argument `pkgs`', async () => {
      const asked = `ask (pkgs: pkgs.hello.drvPath == set.hello.drvPath) [ (for "x86_64-linux") ]`;
      expect(await evaluate(asked)).toBe(true);
      const other = `ask (pkgs: pkgs.system) [ (for "aarch64-linux") ]`;
      expect(await evaluate(other)).toBe('aarch64-linux');
    });

    it("put a configuration over the registry's own", async () => {
      const said = '{ registry.config = { greeting.en = "Hi"; loud = true; }; }';
      expect(await evaluate(`ask (pkgs: pkgs.config) [ (for "x86_64-linux") ${said} ]`)).toEqual({
        greeting: { de: 'Guten Tag', en: 'Hi' },
        loud: true,
      });
      expect(await evaluate(`ask (pkgs: pkgs.config.loud) [ (for "x86_64-linux") ]`)).toBe(false);
    });

    it('apply overlays', async () => {
      const overlay = (name: string): string =>
        `{ registry.overlays = [ (_: prev: { mine = prev.mine or [ ] ++ [ "${name}" ]; }) ]; }`;
      const asked = `ask (pkgs: pkgs.mine) [ (for "x86_64-linux") ${overlay('a')} ${overlay('b')} ]`;
      // The module system decides the order in which lists of modules are joined.
      expect(((await evaluate(asked)) as string[]).sort()).toEqual(['a', 'b']);
    });

    it('can be told to stay out of it', async () => {
      const modules = `[ { registry.enable = false; _module.args.pkgs = "theirs"; } ]`;
      expect(await evaluate(`ask (pkgs: pkgs) ${modules}`)).toBe('theirs');
    });

    it('ask for the system where nobody says it', async () => {
      await expect(evaluate(`ask (pkgs: pkgs.hello.drvPath) [ ]`)).rejects.toThrow(
        /for which system\? Say it by `registry\.system`/,
      );
    });

    it('pass on which layers to apply', async () => {
      const passed = `(import ${repos}/registry/modules/package-set.nix {
        inherit lib;
        packagesFor = args: args;
        ownConfig = { };
        options = { config = { }; overlays = [ ]; layers = LAYERS; };
        platforms.system = "x86_64-linux";
      }).layers or "all"`;
      const withLayers = (layers: string): Promise<unknown> =>
        evaluate(passed.replace('LAYERS', layers));
      expect(await withLayers('[ "house" ]')).toEqual(['house']);
      expect(await withLayers('null')).toBe('all');
    });

    // Not skipped: in CI a skipped test counts as failed.
    if (NIXPKGS) {
      it('can be imported twice', async () => {
        const asked = `ask (pkgs: pkgs.hello.name) [ (for "x86_64-linux") module ]`;
        expect(await evaluate(asked)).toBe('hello-1.0');
      });
    }
  });

  it('set `nixpkgs.pkgs` where there is such an option, for its platform', async () => {
    const said = await evaluate(`let
      option = lib.mkOption { type = lib.types.raw; };
      nixos = {
        options.nixpkgs = { pkgs = option; hostPlatform = option; buildPlatform = option // { default.system = "aarch64-linux"; }; };
        options.assertions = lib.mkOption { type = lib.types.listOf lib.types.raw; };
        config.nixpkgs.hostPlatform.system = "aarch64-linux";
      };
      inherit (lib.evalModules { modules = [ module nixos ]; }) config;
    in [ config.nixpkgs.pkgs.system (builtins.length config.assertions) ]`);
    expect(said).toEqual(['aarch64-linux', 1]);
  });

  describe('for flake-parts', () => {
    const perSystem = (question: string, said: string): Promise<unknown> =>
      evaluate(`let
        # What flake-parts does with it: an option's type whose value is a module for each system.
        flake-parts-lib.mkPerSystemOption = module: module;
        declared = (builtins.head outputs.flakeModules.default.imports { inherit flake-parts-lib lib; }).options.perSystem;
        theirs = { registry, pkgs, ... }: {
          options.answer = lib.mkOption { type = lib.types.raw; };
          config.answer = ${question};
        };
        given = { _module.args.pkgs = lib.mkOptionDefault "nixpkgs"; };
      in (lib.evalModules {
        modules = [ declared theirs given { ${said} } ];
        specialArgs.system = "aarch64-linux";
      }).config.answer`);

    it('make the registry an argument of perSystem', async () => {
      expect(await perSystem('[ registry.system registry.hello.name pkgs ]', '')).toEqual([
        'aarch64-linux',
        'hello-1.0',
        'nixpkgs',
      ]);
    });

    it('and, told so, `pkgs` too, with configuration and overlays', async () => {
      const said = `config.registry = { asPkgs = true; config.loud = true; overlays = [ (_: _: { mine = 1; }) ]; };`;
      expect(
        await perSystem('[ pkgs.system pkgs.config.loud pkgs.mine registry.mine ]', said),
      ).toEqual(['aarch64-linux', true, 1, 1]);
    });
  });

  const nixos = `${NIXPKGS}/nixos/lib/eval-config.nix`;
  if (NIXPKGS && existsSync(nixos))
    describe('in NixOS', () => {
      /** A registry on that checkout, which adds an attribute. */
      const inNixOS = (question: string, said: string): Promise<unknown> => {
        const registry = copyTree(
          join(REPOS, 'registry'),
          join(temporaryFolder('nixos'), 'registry'),
        );
        writeFiles(registry, {
          'pkgs.nix': '_: final: prev: { ours = "from the registry"; }\n',
          'names.nix': `{ formatter = null; packages = [ ]; repos = [ ]; sets = [ ]; shellMaker = null; systems = [ "x86_64-linux" ]; tools = [ ]; }\n`,
        });
        return runs.evaluate(`let
        outputs = import ${registry}/outputs.nix {
          self.sourceInfo.outPath = "/";
          lib.lib = import ${REPOS}/lib;
          base.outPath = "${NIXPKGS}";
        };
        modules = map (name: ${NIXPKGS}/nixos/modules/misc + "/\${name}.nix") [ "assertions" "meta" "nixpkgs" ];
        evaluated = import ${nixos} {
          system = null;
          baseModules = modules;
          modules = [ outputs.nixosModules.default { ${said} } ];
        };
        inherit (evaluated) config pkgs;
        failed = map (assertion: assertion.message) (builtins.filter (assertion: !assertion.assertion) config.assertions);
      in ${question}`);
      };

      it('are its `pkgs`, with configuration and overlays', async () => {
        const said = `
        nixpkgs.hostPlatform = "x86_64-linux";
        registry.config.allowUnfree = true;
        registry.overlays = [ (_: _: { mine = 1; }) ];
        nixpkgs.overlays = [ (_: _: { theirs = 2; }) ];`;
        expect(
          await inNixOS(
            '[ pkgs.ours pkgs.config.allowUnfree pkgs.mine pkgs.theirs pkgs.stdenv.hostPlatform.system failed ]',
            said,
          ),
        ).toEqual(['from the registry', true, 1, 2, 'x86_64-linux', []]);
      });

      it('say so of a platform that is more than its system', async () => {
        const said = 'nixpkgs.hostPlatform = { system = "x86_64-linux"; gcc.arch = "znver3"; };';
        expect(await inNixOS('failed', said)).toEqual([
          expect.stringMatching(/says more than the system x86_64-linux/),
        ]);
      });

      it('cross-compile where the platforms differ', async () => {
        const said =
          'nixpkgs.hostPlatform = "aarch64-linux"; nixpkgs.buildPlatform = "x86_64-linux";';
        expect(
          await inNixOS(
            '[ pkgs.stdenv.buildPlatform.system pkgs.stdenv.hostPlatform.system failed ]',
            said,
          ),
        ).toEqual(['x86_64-linux', 'aarch64-linux', []]);
      });
    });
});

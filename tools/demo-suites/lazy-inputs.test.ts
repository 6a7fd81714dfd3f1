import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithNix, withEmptyStore, type NixForTests } from '../testing/find-nix';
import { commitAll, FlakeRuns, writeFiles } from '../testing/flake-runs';
import { publishDemo } from './published-demo';
import { temporaryFolder } from '../testing/temporary-folder';

const RECIPE = join(__dirname, '../../repos/core/by-name/bo/bootstrap-tools/stage0.json');
const SYSTEM = `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux`;

describeWithNix('a locked registry of which one repo is gone', (nix) => {
  describe.each(['folders', 'flakes'] as const)('published as %s', (as) => {
    let registry: string;
    let consumer: string;
    let cold: NixForTests;
    let runs: FlakeRuns;

    beforeAll(async () => {
      const warm = new FlakeRuns(nix);
      const demo = await publishDemo(warm, { as });
      registry = demo.url('registry');
      consumer = writeFiles(temporaryFolder('consumer'), { 'flake.nix': flakeNix(registry) });
      await commitAll(consumer);
      await warm.said(['flake', 'lock'], consumer);
      await commitAll(consumer);
      rmSync(join(demo.folder, 'python'), { recursive: true });
    });
    beforeEach(() => {
      cold = withEmptyStore(nix);
      runs = new FlakeRuns(cold);
    });

    it('builds a package that does without it', async () => {
      await addStage0();
      const options = ['--option', 'sandbox', 'false', '--option', 'build-users-group', ''];
      const out = JSON.parse(
        await runs.said(['build', '--json', '--no-link', ...options, `${registry}#hello`]),
      ) as { outputs: { out: string } }[];
      const { execa } = await import('execa');
      expect((await execa(join(out[0]!.outputs.out, 'bin/hello'))).stdout).toBe('Hello, world!');
    });

    it('knows the names of all packages', async () => {
      for (const output of ['packages', 'legacyPackages']) {
        expect(await runs.ofFlake(registry, `${output}.${SYSTEM}`, 'builtins.attrNames')).toEqual(
          expect.arrayContaining(['greet', 'hello']),
        );
      }
    });

    it('fails for a package that needs it, and names it', async () => {
      await expect(
        runs.ofFlake(registry, `legacyPackages.${SYSTEM}`, 'set: set.greet.drvPath'),
      ).rejects.toThrow(/python/);
    });

    it.each(['once', 'twice', 'module', 'extended'])('serves a consumer: %s', async (probe) => {
      expect(await runs.said(['eval', '--raw', `.#probes.${probe}`], consumer)).toBe('hello-1.0');
    });

    async function addStage0(): Promise<void> {
      const { addToStore, makeStage0, readRecipe } = await import('../bring-nix/nix/stage0.mjs');
      const recipe = await readRecipe(RECIPE, SYSTEM);
      await addToStore(cold, await makeStage0(recipe, { system: SYSTEM }));
    }
  });

  /** Packages through the overlay, through an equal copy of the overlay, and through the module. */
  function flakeNix(registry: string): string {
    return `{
      inputs.registry.url = "${registry}";
      outputs = { registry, ... }:
        let
          set = registry.legacyPackages.${SYSTEM};
          foreign = set.lib.makeExtensible (_: { stdenv.hostPlatform.system = "${SYSTEM}"; });
          overlay = registry.overlays.default;
        in {
          probes = {
            once = (foreign.extend overlay).hello.name;
            twice = ((foreign.extend overlay).extend overlay).hello.name;
            extended = (set.extend overlay).hello.name;
            module = builtins.seq registry.nixosModules.default.imports set.hello.name;
          };
        };
    }`;
  }
});

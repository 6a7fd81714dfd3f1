import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithNix } from '../testing/find-nix';
import { commitAll, copyTree, FlakeRuns, writeFiles } from '../testing/flake-runs';
import { publishDemo, type PublishedDemo } from './published-demo';
import { temporaryFolder } from '../testing/temporary-folder';

const REPOS = join(__dirname, '..', '..', 'repos');

/**
 * A consumer's change between two copies of the registry's overlay: it stays if only one copy acts.
 */
const CHANGE = '(_: prev: { hello = prev.hello.overrideAttrs { version = "changed"; }; })';

describeWithNix("the registry's overlay, applied twice", (nix) => {
  const runs = new FlakeRuns(nix);

  describe('directly', () => {
    const registry = `import ${REPOS}/registry/registry.nix (let lib = import ${REPOS}/lib; in { inherit lib; repos = lib.genAttrs [ "core" "python" ] (name: import (${REPOS} + "/\${name}") { inherit lib; }); })`;
    const inSet = (expression: string): Promise<unknown> =>
      runs.evaluate(`let
        inherit (${registry}) overlay;
        set = import ${REPOS}/registry { system = "x86_64-linux"; };
        # A set that has nothing of the registry but what every set has.
        foreign = (import ${REPOS}/lib).makeExtensible (final: { stdenv.hostPlatform.system = "x86_64-linux"; lib = import ${REPOS}/lib // { theirs = 1; }; });
      in ${expression}`);

    it('has the packages that it has once', async () => {
      expect(
        await inSet(`let twice = set.extend overlay; names = s: builtins.attrNames s; in [
          (names twice == names set)
          (twice.python3Packages.chorus.drvPath == set.python3Packages.chorus.drvPath)
          ((foreign.extend overlay).hello.drvPath == set.hello.drvPath)
          (((foreign.extend overlay).extend overlay).hello.drvPath == set.hello.drvPath)
          (foreign.extend overlay).lib.theirs
        ]`),
      ).toEqual([true, true, true, true, 1]);
    });

    it('leaves what was changed in between', async () => {
      expect(
        await inSet(`(((foreign.extend overlay).extend ${CHANGE}).extend overlay).hello.version`),
      ).toBe('changed');
    });
  });

  describe('through another flake', () => {
    let demo: PublishedDemo;
    let tool: string;
    /** The registry's first commit that contains a lock. */
    let first: string;
    /** The state of the registry in the consumer's reference; empty: the newest. */
    let state = '';

    beforeAll(async () => {
      demo = await publishDemo(runs);
      first = await commitAll(join(demo.folder, 'registry'));
      // The tool applies the registry's overlay below its own package, as it cannot know who has it
      // already.
      tool = writeFiles(temporaryFolder('tool'), {
        'flake.nix': `{
          inputs.registry.url = "${demo.url('registry')}";
          outputs = { registry, ... }: {
            overlays.default = final: prev:
              let below = registry.overlays.default final prev; in
              below // { tool = final.hello; };
          };
        }`,
      });
      await commitAll(tool);
      await runs.said(['flake', 'lock'], tool);
      await commitAll(tool);
    });

    /** The versions of `hello` and of the tool, in a consumer's flake that uses both. */
    async function consumed(inputs: string, ...options: string[]): Promise<unknown> {
      const consumer = writeFiles(temporaryFolder('consumer'), {
        'flake.nix': `{
          inputs.registry.url = "${demo.url('registry')}${state}";
          inputs.tool.url = "git+file://${tool}";
          ${inputs}
          outputs = { registry, tool, ... }: {
            probe =
              let set = (registry.legacyPackages.x86_64-linux.extend ${CHANGE}).extend tool.overlays.default; in
              [ set.hello.version set.tool.version ];
          };
        }`,
      });
      await commitAll(consumer);
      await runs.said(['flake', 'lock'], consumer);
      await commitAll(consumer);
      return JSON.parse(await runs.said(['eval', '--json', ...options, '.#probe'], consumer));
    }

    it('acts once where both are one input', async () => {
      expect(await consumed('inputs.tool.inputs.registry.follows = "registry";')).toEqual([
        'changed',
        'changed',
      ]);
    });

    it('acts once where both are locked to the same', async () => {
      expect(await consumed('')).toEqual(['changed', 'changed']);
    });

    it('acts once where the locks differ and what they are locked to does not', async () => {
      // Commits without changes: other revisions, the same content.
      await demo.publish();
      const [theirs, ours] = [
        join(tool, 'flake.lock'),
        join(demo.folder, 'registry/flake.lock'),
      ].map((file) => readFileSync(file, 'utf8')) as [string, string];
      const rev = /"rev": "(\w+)"/.exec(ours)![1]!;
      expect(theirs).not.toContain(rev);
      expect(await consumed('')).toEqual(['changed', 'changed']);
    });

    it('acts again where one was told to take a repo from elsewhere', async () => {
      const checkout = copyTree(join(REPOS, 'core'), temporaryFolder('checkout'));
      raiseVersion(checkout);
      const swap = ['--override-input', 'tool/registry/core', `path:${checkout}`];
      expect(await consumed('', ...swap, '--no-write-lock-file')).toEqual(['1.1', '1.1']);
    });

    it('acts again where the other is a later state', async () => {
      raiseVersion(join(demo.folder, 'core'));
      await demo.publish();
      rmSync(join(tool, 'flake.lock'));
      await commitAll(tool);
      await runs.said(['flake', 'lock'], tool);
      await commitAll(tool);
      // The consumer keeps the old state.
      state = `?rev=${first}`;
      expect(await consumed('')).toEqual(['1.1', '1.1']);
    });
  });

  function raiseVersion(core: string): void {
    const file = join(core, 'by-name/he/hello/default.nix');
    writeFileSync(file, readFileSync(file, 'utf8').replace('"1.0"', '"1.1"'));
  }
});

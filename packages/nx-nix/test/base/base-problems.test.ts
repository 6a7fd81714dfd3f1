import {
  type BaseFacts,
  BaseNames,
  baseProblems,
  Places,
  problemText,
  registryConfig,
  repoAt,
  wire,
} from '@nx-nix/resolver';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { completeBaseFacts } from '../../src/base/complete-base-facts';
import { BasedWorkspace } from './based-workspace';

/** What is wrong between repos and a base, by what Nix says of the base. */
describeWithNix('problems with the base', (nix) => {
  const problems = async (workspace: BasedWorkspace): Promise<readonly string[]> => {
    const facts = await workspace.facts();
    const resolutions = await workspace.resolutions();
    const { repo } = repoAt(workspace.root, 'repos/registry');
    const places = new Places(await workspace.positions());
    const wiring = wire(resolutions, registryConfig(repo.config, BaseNames.ofFacts(facts)), places);
    return baseProblems(facts, resolutions, wiring, places).map((one) => problemText(one));
  };

  test('names that throw are told where they are asked for, unless they need not be there', async () => {
    const workspace = new BasedWorkspace(
      nix,
      { hello: '{ zlib,\n  gone, mistyped ? 1, linuxThrows }: 1' },
      { systems: ['x86_64-linux', 'aarch64-darwin'] },
    );
    expect(await problems(workspace)).toEqual([
      'repos/core/pkgs/by-name/hello/package.nix:2:3: error[base-name-throws]: `hello` asks for `gone`, so it cannot be called: the base says gone was taken away: use `zlib`\n' +
        '  hint: ask for what took its place, give the formal a default, or have the name in a repo',
    ]);
  });

  test('of a package that was moved nothing is said: it is what it was', async () => {
    const workspace = new BasedWorkspace(nix, { tree: '{ stdenv, gone }: stdenv' });
    expect(await problems(workspace)).toEqual([]);
  });

  test('sets and scopes that are none in the base', async () => {
    const workspace = new BasedWorkspace(nix, {
      'extras/jar': '{ }: 1',
      'fresh/one': '{ }: 1',
      'stone/pebble': '{ }: 1',
      'stone/sand': '{ }: 1',
      'things/wheel': '{ }: 1',
    }).scopes(['extras', 'fresh', 'things']);
    expect((await problems(workspace)).map((text) => text.split('\n')[0])).toEqual([
      'repos/core/nix-repo.json:1:50: error[not-a-scope]: `extras` is to be a scope, and in the base it is a plain set',
      'repos/core/pkgs/by-name/stone/pebble/package.nix:1:1: error[not-a-scope]: `stone.pebble` lies in `stone`, and in the base that is a package',
    ]);
  });

  test('who may not ask Nix says what is not known', async () => {
    const workspace = new BasedWorkspace(nix, { hello: '{ tree }: 1' });
    const facts = await workspace.facts();
    const stale = async (
      known: BaseFacts | undefined,
      isTrusted = false,
    ): Promise<readonly string[]> => {
      const { repo } = repoAt(workspace.root, 'repos/registry');
      const resolutions = await workspace.resolutions();
      const about = { workspaceRoot: workspace.root, registry: repo, resolutions, known };
      const told = await completeBaseFacts({ ...about, nix: undefined, isTrusted });
      return told.problems.map(({ code, message }) => `${code}: ${message}`);
    };
    const said = 'stale-base: repos/registry/base.json does not hold for the base `../../../base`:';
    expect(await stale(facts)).toEqual([]);
    expect(await stale(undefined)).toEqual([
      `${said} there is no such file, or it is of another version of nx-nix`,
    ]);
    workspace.packages({ saw: '{ zlib }: 1' });
    expect(await stale(facts)).toEqual([
      `${said} it does not tell all that the repos ask about \`zlib\``,
    ]);
    workspace.packages({ 'things/wheel': '{ }: 1' });
    expect(await stale(facts)).toEqual([
      `${said} it does not tell all that the repos ask about \`things\``,
    ]);
    workspace.changeBase();
    expect(await stale(facts)).toEqual([`${said} what is in the base has changed`]);
    expect(await stale(facts, true)).toEqual([
      `${said} it does not tell all that the repos ask about \`things\``,
    ]);
    workspace.registry({ config: { x: 1 } });
    expect(await stale(facts, true)).toEqual([`${said} the configuration was another one`]);
  });
});

import { baseJson, baseSetAt, problemText, readBaseJson } from '@nx-nix/resolver';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { BasedWorkspace } from './based-workspace';
import { SMALL_BASE } from './small-base';

/** What Nix tells about a base: on whichever Nix the tests are run with. */
describeWithNix('what is known of the base', (nix) => {
  const SYSTEMS = { systems: ['x86_64-linux', 'aarch64-darwin'] };

  test('sets, their kinds, and their names on any of the systems', async () => {
    const member = '{ }: 1';
    const facts = await new BasedWorkspace(
      nix,
      {
        'things/wheel': member,
        'pythonPackages/ten': member,
        'extras/tools/flex': member,
        'fresh/one': member,
        'stone/pebble': member,
        'identity/self': member,
        'gone/bits': member,
      },
      SYSTEMS,
    ).facts();
    expect(facts.sets.map(({ path, kind }) => [path.join('.'), kind])).toEqual([
      ['', 'extensible'],
      ['extras', 'plain'],
      ['extras.tools', 'plain'],
      ['fresh', 'missing'],
      ['gone', 'other'],
      ['identity', 'other'],
      ['pythonPackages', 'python'],
      ['stone', 'package'],
      ['things', 'scope'],
    ]);
    const names = baseSetAt(facts, [])!.names;
    expect(names).toEqual(expect.arrayContaining(['gone', 'linuxOnly', 'linuxThrows', 'make']));
    expect([...names].sort()).toEqual(names);
    expect(baseSetAt(facts, ['things'])!.names).toContain('engine');
    expect(baseSetAt(facts, ['stone'])!.names).toEqual([]);
    expect(facts.errors).toEqual([
      {
        path: ['gone'],
        systems: ['aarch64-darwin', 'x86_64-linux'],
        message: 'gone was taken away: use `zlib`',
      },
    ]);
  });

  test('its configuration decides which names there are', async () => {
    const workspace = new BasedWorkspace(nix, {}, { config: { allowAliases: false } });
    const facts = await workspace.facts();
    expect(baseSetAt(facts, [])!.names).not.toContain('make');
    expect(facts.config).toEqual({ allowAliases: false });
  });

  test('what callPackage passes beside the attributes', async () => {
    const facts = await new BasedWorkspace(nix, {
      hello: '{ zlib, libFormer, nothing ? null }: 1',
      'things/wheel': '{ engine, libFormer }: 1',
    }).facts();
    expect(baseSetAt(facts, [])!.called).toEqual(['libFormer']);
    // It comes from around the scope.
    expect(baseSetAt(facts, ['things'])!.called).toEqual([]);
  });

  test('where a name is wrong, the base is asked for its names and no further', async () => {
    const workspace = new BasedWorkspace(nix, { gnumake: '{ }: 1', hello: '{ tree }: 1' });
    const known = await workspace.facts();
    expect(known.through.map(({ path }) => path)).toEqual([['tree']]);
    workspace.packages({ saw: '{ zlib, nobodyHasThis, gone }: 1' });
    const facts = await workspace.facts(known);
    expect(baseSetAt(facts, [])!.names).toContain('zlib');
    // What is known stays, and nothing is asked of `zlib` and `gone`.
    expect(facts.through).toEqual(known.through);
    expect(facts.errors).toEqual([]);
    // Without that name, the errors are asked for; what names are made of is not, as one throws.
    workspace.packages({ saw: '{ zlib, gone }: 1' });
    const refused = await workspace.facts(known);
    expect(refused.errors.map(({ path }) => path)).toEqual([['gone']]);
    expect(refused.through).toEqual(known.through);
  });

  test('names that do not evaluate, whatever the error, and the rest all the same', async () => {
    const workspace = new BasedWorkspace(
      nix,
      {
        hello:
          '{ aborts ? 1, circular ? 1, gone ? 1, libFormer, linuxThrows ? 1, mistyped ? 1, tree, zlib ? null }: 1',
      },
      SYSTEMS,
    );
    const facts = await workspace.facts();
    const everywhere = ['aarch64-darwin', 'x86_64-linux'];
    expect(facts.errors.map(({ path, systems }) => [path.join('.'), systems])).toEqual([
      ['aborts', everywhere],
      ['circular', everywhere],
      ['gone', everywhere],
      ['linuxThrows', ['aarch64-darwin']],
      ['mistyped', everywhere],
    ]);
    const messages = facts.errors.map(({ message }) => message);
    expect(messages[0]).toContain('no way');
    expect(messages[1]).toContain('infinite recursion');
    expect(messages[3]).toBe('not here');
    expect(messages[4]).toMatch(/cannot (add|coerce)/);
    expect(facts.through.map(({ path }) => path.join('.'))).toEqual([
      'aborts',
      'circular',
      'gone',
      'libFormer',
      'linuxThrows',
      'mistyped',
      'tree',
      'zlib',
    ]);
  });

  test('a loop without an end is ended, and is a error', async () => {
    const endless =
      'final: prev: { endless = let f = n: if n == 0 then 0 else f (n - 1) + f (n - 1); in f 60; }';
    const workspace = new BasedWorkspace(
      nix,
      { hello: '{ endless, tree }: 1' },
      {},
      {
        'default.nix': `{ ... }@args:
        import ./whole.nix (args // { overlays = args.overlays ++ [ (${endless}) ]; })`,
        'whole.nix': SMALL_BASE['default.nix']!,
      },
    );
    const { facts } = await workspace.complete(undefined, 1_500);
    expect(facts!.errors).toEqual([
      {
        path: ['endless'],
        systems: ['aarch64-linux', 'x86_64-linux'],
        message: 'no answer after 1.5 seconds',
      },
    ]);
  });

  describe('a base that does not evaluate', () => {
    test.each([
      ['throws', '{ ... }: throw "not today"', 'not today'],
      ['no function', '{ }', 'not a function'],
      ['a syntax error', '{ ... }: {', 'syntax error'],
      ['a name that is not bound', '{ ... }: { inherit nobody; }', 'undefined variable'],
      ['an argument that it does not take', '{ system }: { }', 'unexpected argument'],
      ['recursion', '{ ... }: let x = x; in x', 'infinite recursion'],
      ['a file outside of it', '{ ... }: import ../outside.nix', 'restricted mode'],
    ])('%s', async (_, text, said) => {
      const workspace = new BasedWorkspace(
        nix,
        { hello: '{ zlib }: 1' },
        {},
        { 'default.nix': text },
      );
      const { facts, problems } = await workspace.complete();
      expect(facts).toBeUndefined();
      expect(problems.map(({ code }) => code)).toEqual(['base-refuses']);
      expect(problemText(problems[0]!)).toContain(said);
      expect(problems[0]!.place).toEqual({
        file: 'repos/registry/nix-repo.json',
        position: { line: 1, column: 27 },
      });
    });

    test('a loop', async () => {
      const loop = '{ ... }: let f = n: if n == 0 then 0 else f (n - 1) + f (n - 1); in f 60';
      const workspace = new BasedWorkspace(nix, {}, {}, { 'default.nix': loop });
      const { problems } = await workspace.complete(undefined, 1_500);
      expect(problems[0]!.message).toContain('no answer after 1.5 seconds');
    });
  });

  describe('what is known is not asked again', () => {
    const HELLO = { hello: '{ gone ? 1, libFormer, tree }: 1', 'things/wheel': '{ engine }: 1' };

    test('the same facts without a Nix', async () => {
      const workspace = new BasedWorkspace(nix, HELLO);
      const facts = await workspace.facts();
      expect(workspace.asked).toBeGreaterThan(0);
      workspace.asked = 0;
      expect(await workspace.facts(facts)).toEqual(facts);
      expect(await workspace.facts(readBaseJson(baseJson(facts)))).toEqual(facts);
      expect(workspace.asked).toBe(0);
    });

    test('whatever was known before, the facts are those of a first time', async () => {
      const workspace = new BasedWorkspace(nix, {
        ...HELLO,
        'extras/jar': '{ zlib, mistyped }: 1',
      });
      const before = await workspace.facts();
      workspace.packages({
        'extras/jar': '{ bison, circular }: 1',
        zlib: '{ stdenv, nothing ? 1 }: 1',
      });
      const after = await workspace.facts(before);
      expect(after).not.toEqual(before);
      expect(after).toEqual(await workspace.facts());
    });

    test.each([
      ['the base', (w: BasedWorkspace) => w.changeBase()],
      ['the configuration', (w: BasedWorkspace) => w.registry({ config: { x: 1 } })],
      ['the systems', (w: BasedWorkspace) => w.registry({ systems: ['x86_64-linux'] })],
    ])('all is asked again when %s changed', async (_, change) => {
      const workspace = new BasedWorkspace(nix, HELLO);
      const before = await workspace.facts();
      change(workspace);
      workspace.asked = 0;
      const after = await workspace.facts(before);
      expect(workspace.asked).toBeGreaterThan(0);
      expect(after).toEqual(await workspace.facts());
    });
  });
});

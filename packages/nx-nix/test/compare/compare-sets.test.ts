import { describeWithNix } from '../../../../tools/testing/find-nix';
import { UserError } from '../../src/boundary/user-error';
import { setText, SmallSets, verdictsOf } from './small-sets';

/** What is said of two package sets, whatever their packages do to Nix. */

describeWithNix('two package sets', (nix) => {
  let sets: SmallSets;
  beforeAll(() => (sets = new SmallSets(nix)));

  const EVIL = {
    aborts: 'builtins.abort "no way"',
    recurses: 'let x = x + 1; in x',
    mistyped: '1 + "a"',
    throws: 'throw "not here"',
    asserts: 'assert false; 1',
    imports: 'import (made "built" { })',
    missing: '{ }.nothing',
  };

  test('same, different, only on one side, and what is no derivation', async () => {
    sets.write(
      {
        same: 'made "same" { }',
        other: 'made "other" { version = "1"; }',
        mine: 'made "mine" { }',
        nothing: 'null',
        function: 'x: x',
        turned: 'null',
        '"a.b"': 'made "dots" { }',
        '"\\${x}"': 'made "dollar" { }',
      },
      {
        same: 'made "same" { }',
        other: 'made "other" { version = "2"; }',
        yours: 'made "yours" { }',
        nothing: 'null',
        function: 'x: x + 1',
        turned: 'made "turned" { }',
        '"a.b"': 'made "dots" { }',
        '"\\${x}"': 'made "dollar" { }',
      },
    );
    const comparison = await sets.compare();
    expect(verdictsOf(comparison)).toEqual({
      '"\\${x}"': 'same',
      '"a.b"': 'same',
      function: 'same',
      mine: 'only here',
      nothing: 'same',
      other: 'different',
      same: 'same',
      turned: 'different',
      yours: 'only there',
    });
    const other = comparison.outcomes.find(({ attribute }) => attribute === 'other')!;
    expect(other.difference).toMatchObject({
      way: ['other'],
      attributes: [{ name: 'env.version', here: '1', there: '2' }],
    });
  });

  test('an error that Nix cannot catch costs that one package its verdict', async () => {
    const good = Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [`p${i}`, `made "p${i}" { }`]),
    );
    const fine = Object.fromEntries(Object.keys(EVIL).map((name) => [name, `made "${name}" { }`]));
    sets.write({ ...good, ...EVIL }, { ...good, ...fine });
    const comparison = await sets.compare();
    const verdicts = verdictsOf(comparison);
    for (const name of Object.keys(good)) expect([name, verdicts[name]]).toEqual([name, 'same']);
    for (const name of Object.keys(EVIL)) {
      expect([name, verdicts[name]]).toEqual([name, 'fails here']);
    }
    const reasons = Object.fromEntries(
      comparison.outcomes.map(({ attribute, here }) => [attribute, JSON.stringify(here)]),
    );
    expect(reasons['aborts']).toContain('no way');
    expect(reasons['recurses']).toContain('infinite recursion');
    expect(reasons['throws']).toContain('not here');
    expect(reasons['asserts']).toContain('assertion');
    expect(reasons['missing']).toContain("'nothing' missing");
    expect(reasons['imports']).toMatch(/allow-import-from-derivation|import from derivation/i);
    expect((await sets.compare({}, {})).outcomes).toEqual(comparison.outcomes);
  });

  test('no end', async () => {
    // Nothing that Nix has a limit for, nor the memory: 10^11 small steps.
    const list = 'builtins.genList (i: i) 300000';
    const loop = `let list = ${list}; in builtins.foldl' (a: i: builtins.foldl' (b: j: b) a list) 0 list`;
    const fine = { loop: 'made "loop" { }', z: 'made "z" { }' };
    sets.write({ ...fine, loop }, fine);
    const comparison = await sets.compare({}, { limits: { memory: 4096, timeout: 3 } });
    expect(verdictsOf(comparison)).toEqual({ loop: 'fails here', z: 'same' });
    expect(comparison.outcomes[0]!.here).toEqual({
      kind: 'fails',
      reason: 'there is no end of it after 3 s (--timeout)',
      isPassing: true,
    });
  });

  test('no end of memory', async () => {
    const greedy =
      'let grow = n: builtins.genList (i: i + n) 100000; in builtins.length (builtins.concatMap grow (builtins.genList (i: i) 100000))';
    const fine = { greedy: 'made "greedy" { }', z: 'made "z" { }' };
    sets.write({ ...fine, greedy }, fine);
    const comparison = await sets.compare({}, { limits: { memory: 200, timeout: 100 } });
    expect(verdictsOf(comparison)).toEqual({ greedy: 'fails here', z: 'same' });
    expect(comparison.outcomes[0]!.here).toMatchObject({
      reason: 'it takes more than 400 MiB (twice --memory)',
    });
    expect(comparison.effort.memory).toBeGreaterThan(200);
  });

  test('a process that has grown too large makes room for another', async () => {
    // What a package made is kept in the set for as long as the process lives.
    const lists = 'builtins.genList (n: builtins.genList (i: { inherit i; }) 120000) 5';
    const large = Object.fromEntries([
      ['lists', lists],
      ...Array.from({ length: 5 }, (_, i) => [
        `p${i}`,
        `let list = builtins.elemAt lists ${i}; in made "p${i}" { size = builtins.deepSeq list (builtins.length list); }`,
      ]),
    ]) as Record<string, string>;
    sets.write(large, large);
    const bounded = await sets.compare({}, { limits: { memory: 90, timeout: 60 }, jobs: 1 });
    expect(new Set(Object.values(verdictsOf(bounded)))).toEqual(new Set(['same']));
    const roomy = await sets.compare({}, { jobs: 1 });
    expect(roomy.outcomes).toEqual(bounded.outcomes);
    expect(bounded.effort.processes).toBeGreaterThan(roomy.effort.processes);
    // Memory is looked at from time to time, so on a busy machine both may be seen at their start only.
    expect(bounded.effort.memory).toBeLessThanOrEqual(roomy.effort.memory * 1.05);
  });

  test('sets within: those that say so, or those that are named', async () => {
    const text = (version: string): string =>
      setText({
        open: `{ recurseForDerivations = true; a = made "a" { v = "${version}"; }; deeper = { recurseForDerivations = true; b = made "b" { }; }; shut = { c = 1; }; }`,
        closed: `{ d = made "d" { v = "${version}"; }; }`,
        self: 'open // { inherit self; }',
      });
    sets.writeTexts(text('1'), text('2'));
    expect(verdictsOf(await sets.compare())).toMatchObject({
      closed: 'same',
      'open.a': 'different',
      'open.deeper.b': 'same',
      'open.shut': 'same',
      'self.a': 'different',
    });
    const named = await sets.compare({
      packages: { kind: 'named', paths: [['closed'], ['open', 'deeper', 'b'], ['close']] },
    });
    expect(verdictsOf(named)).toEqual({ 'closed.d': 'different', 'open.deeper.b': 'same' });
    expect(named.unknown).toEqual([{ path: ['close'], near: [['closed']] }]);
  });

  test('a sample: so many, by the seed and by nothing else', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [`p${i}`, `made "p${i}" { }`]),
    );
    sets.write(many, many);
    const drawn = async (seed: string): Promise<readonly string[]> =>
      Object.keys(verdictsOf(await sets.compare({ sample: { count: 10, seed } })));
    const first = await drawn('a');
    expect(first).toHaveLength(10);
    expect(await drawn('a')).toEqual(first);
    expect(await drawn('b')).not.toEqual(first);
  });

  test('what does not evaluate as a whole is said once, for both sides', async () => {
    sets.writeTexts(
      '{ system }: {\n  a = ;\n}\n',
      '{ system, ... }: throw "no set for ${system}"\n',
    );
    const failed = sets.compare({ systems: ['x86_64-linux', 'aarch64-linux'] });
    await expect(failed).rejects.toBeInstanceOf(UserError);
    await expect(failed).rejects.toThrow(/here does not evaluate for x86_64-linux: syntax error/);
    await expect(failed).rejects.toThrow(/there does not evaluate .*no set for aarch64-linux/);
    sets.writeTexts('{ system }: x: x\n', '{ pkgsCross = { arm = { }; }; }\n');
    await expect(sets.compare({}, { cross: 'army' })).rejects.toThrow(
      /here has no pkgsCross, so no --cross=army\nthere has no pkgsCross.army; did you mean arm\?/,
    );
    await expect(sets.compare({ systems: ['aarch64-darwin'] })).rejects.toThrow(
      /here is no package set: .* gives a function\nthere takes no `system`/,
    );
  });

  test('arguments: what a function takes, and no more', async () => {
    const inner = '{ p = derivation { name = "p"; builder = "/bin/sh"; inherit system; }; }';
    sets.writeTexts(`{ system }: ${inner}\n`, `args: let inherit (args) system; in ${inner}\n`);
    expect(verdictsOf(await sets.compare())).toEqual({ p: 'same' });
    sets.writeTexts(
      `{ ... }@args: let inherit (args) system config; in assert config == { }; ${inner}\n`,
      `{ __functor = self: { system }: ${inner}; }\n`,
    );
    expect(verdictsOf(await sets.compare())).toEqual({ p: 'same' });
  });

  test('under pkgsCross of both', async () => {
    const cross = (version: string): Readonly<Record<string, string>> => ({
      p: 'made "p" { }',
      'pkgsCross.arm': `{ p = made "p" { v = "${version}"; }; }`,
    });
    sets.write(cross('1'), cross('2'));
    const request = { packages: { kind: 'listed' as const, paths: [['p']] } };
    expect(verdictsOf(await sets.compare(request))).toEqual({ p: 'same' });
    expect(verdictsOf(await sets.compare(request, { cross: 'arm' }))).toEqual({ p: 'different' });
  });

  test('what reads a copy of itself in the store', async () => {
    const text =
      '{ system }: { p = import "${./.}/p.nix" system; q = import "${./.}/p.nix" system; }\n';
    sets.writeTexts(text, text);
    sets.writePackage('derivation { name = "p"; builder = "/bin/sh"; inherit system; }');
    expect(verdictsOf(await sets.compare())).toEqual({ p: 'same', q: 'same' });
  });

  test('ended in the middle, it goes on from there', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 120 }, (_, i) => [`p${i}`, `made "p${i}" { }`]),
    );
    sets.write(
      {
        ...many,
        slow: "builtins.seq (builtins.foldl' (a: b: a + b) 0 (builtins.genList (i: i) 3000000)) null",
      },
      many,
    );
    const controller = new AbortController();
    const stopped = await sets.compare(
      {},
      {
        jobs: 1,
        version: 'resume',
        signal: controller.signal,
        progress: ({ done, of }) => void (of > 1 && done >= 60 && controller.abort()),
      },
    );
    expect(stopped.isStopped).toBe(true);
    const evaluated = stopped.effort.evaluations;
    expect(evaluated).toBeLessThan(240);
    const resumed = await sets.compare({}, { version: 'resume', resume: true });
    expect(resumed.isStopped).toBe(false);
    // The two lists of names are asked for each time.
    expect(resumed.known).toBe(evaluated - 2);
    expect(resumed.effort.evaluations + resumed.known).toBe(2 + 2 * 121);
    expect(Object.keys(verdictsOf(resumed))).toHaveLength(121);
    const again = await sets.compare({}, { version: 'resume', resume: true });
    expect([again.known, again.effort.evaluations]).toEqual([2 * 121, 2]);
    const anew = await sets.compare({}, { version: 'resume' });
    expect([anew.known, anew.outcomes]).toEqual([0, again.outcomes]);
  });
});

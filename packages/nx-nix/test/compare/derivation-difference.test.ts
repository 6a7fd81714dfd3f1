import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import type { Difference } from '../../src/compare/derivation/derivation-difference';
import { SmallSets } from './small-sets';

/** Why a package differs: the way down to the derivation that differs by itself. */

describeWithNix('the first difference', (nix) => {
  let sets: SmallSets;
  beforeAll(() => (sets = new SmallSets(nix)));

  type Packages = Readonly<Record<string, string>>;
  async function difference(here: Packages, there: Packages): Promise<Difference> {
    sets.write(here, there);
    const { outcomes } = await sets.compare({ packages: { kind: 'listed', paths: [['top']] } });
    expect(outcomes.map(({ verdict }) => verdict)).toEqual(['different']);
    return outcomes[0]!.difference as Difference;
  }

  const chain = (leaf: string): Packages => ({
    leaf,
    middle: 'made "middle-2.0" { inputs = [ leaf ]; same = made "same" { }; }',
    top: 'made "top" { text = "${middle}/bin:${middle}/lib -I${middle}"; own = builtins.placeholder "out"; }',
  });

  test('two levels down', async () => {
    const found = await difference(
      chain('made "leaf" { flags = "-O2 -g"; gone = "x"; }'),
      chain('made "leaf" { flags = "-O2 -s"; come = "y"; }'),
    );
    expect(found.way).toEqual(['top', 'middle-2.0', 'leaf']);
    expect(found.here).toMatch(/-leaf\.drv$/);
    expect([...found.attributes].sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: 'env.come', there: 'y' },
      { name: 'env.flags', here: '-O2 -g', there: '-O2 -s' },
      { name: 'env.gone', here: 'x' },
    ]);
  });

  test('a new version is a difference of the input, not of who names it', async () => {
    const found = await difference(chain('made "leaf-1.2" { }'), chain('made "leaf-1.10" { }'));
    expect(found.way).toEqual(['top', 'middle-2.0', 'leaf-1.10']);
    expect(found.attributes).toEqual([{ name: 'env.name', here: 'leaf-1.2', there: 'leaf-1.10' }]);
  });

  test('arguments, builder and system', async () => {
    const found = await difference(
      chain('made "leaf" { args = [ "a" "b" ]; }'),
      chain('made "leaf" { args = [ "a" "c" "d" ]; builder = "/bin/bash"; system = "other"; }'),
    );
    expect(
      Object.fromEntries(found.attributes.map(({ name, here, there }) => [name, [here, there]])),
    ).toEqual({
      'args[1]': ['b', 'c'],
      'args[2]': [undefined, 'd'],
      builder: ['/bin/sh', '/bin/bash'],
      'env.builder': ['/bin/sh', '/bin/bash'],
      system: ['x86_64-linux', 'other'],
      'env.system': ['x86_64-linux', 'other'],
    });
  });

  test('only the order of inputs', async () => {
    const two = (order: string): Packages => ({
      a: 'made "a" { }',
      b: 'made "b" { }',
      top: `made "top" { inputs = [ ${order} ]; }`,
    });
    const found = await difference(two('a b'), two('b a'));
    expect(found.way).toEqual(['top']);
    expect(found.attributes).toMatchObject([{ name: 'env.inputs', isOrder: true }]);
  });

  test('inputs with one and the same name stand for each other by where they are referenced', async () => {
    const several = (version: string): Packages => ({
      leaf: `made "leaf" { version = "${version}"; }`,
      twins: 'map (n: made "twin" { inherit leaf n; }) [ 1 2 3 4 5 6 7 8 ]',
      top: 'made "top" { inherit twins; again = builtins.elemAt twins 7; }',
    });
    const found = await difference(several('1'), several('2'));
    expect(found.way).toEqual(['top', 'twin', 'leaf']);
    expect(found.attributes).toEqual([{ name: 'env.version', here: '1', there: '2' }]);
  });

  test('a path that is referenced and no input is the cause only where nothing else is', async () => {
    const references = (version: string, more: string): Packages => ({
      leaf: `made "leaf" { version = "${version}"; }`,
      not: 'made "not" { inherit leaf; }',
      top: `made "top" { ${more} disallowed = builtins.unsafeDiscardStringContext "${'${not}'}"; }`,
    });
    const found = await difference(
      references('1', 'inherit leaf;'),
      references('2', 'inherit leaf;'),
    );
    expect(found.way).toEqual(['top', 'leaf']);
    const alone = await difference(references('1', ''), references('2', ''));
    expect(alone.way).toEqual(['top']);
    expect(alone.attributes).toMatchObject([{ name: 'env.disallowed' }]);
  });

  test('an input more', async () => {
    const one = { a: 'made "a" { }', b: 'made "b" { }' };
    const found = await difference(
      { ...one, top: 'made "top" { inputs = [ a ]; }' },
      { ...one, top: 'made "top" { inputs = [ a b ]; }' },
    );
    expect(found.way).toEqual(['top']);
    expect(found.attributes[0]).toMatchObject({ name: 'env.inputs' });
  });

  test('a source that holds something else', async () => {
    const packages = chain('made "leaf" { src = ./source; again = "${./source}/x"; }');
    writeFileSync(join(sets.folder, 'here/source'), 'one\n');
    writeFileSync(join(sets.folder, 'there/source'), 'two\n');
    const found = await difference(packages, packages);
    expect(found.way.at(-1)).toBe('leaf');
    expect(found.attributes.map(({ name }) => name)).toEqual(['source']);
  });

  test('what is fetched is the same, who fetches it is not', async () => {
    const fetched = (by: string): Packages =>
      chain(`made "leaf" {
        src = made "src" { outputHash = "${'cd'.repeat(32)}"; outputHashAlgo = "sha256"; outputHashMode = "flat"; by = "${by}"; };
      }`);
    const found = await difference(fetched('curl'), fetched('wget'));
    expect(found.way).toEqual(['top', 'middle-2.0', 'leaf', 'src']);
    expect(found.attributes).toEqual([{ name: 'env.by', here: 'curl', there: 'wget' }]);
  });

  test('structured attributes, by their names', async () => {
    const found = await difference(
      chain('made "leaf" { __structuredAttrs = true; list = [ "a" ]; n = 1; }'),
      chain('made "leaf" { __structuredAttrs = true; list = [ "b" ]; n = 1; }'),
    );
    expect(found.attributes).toEqual([{ name: 'attributes.list', here: '["a"]', there: '["b"]' }]);
  });

  test('another output of the same input', async () => {
    const packages = (output: string): Packages => ({
      lib: 'made "lib" { outputs = [ "out" "dev" ]; }',
      top: `made "top" { dep = lib.${output}; }`,
    });
    const found = await difference(packages('out'), packages('dev'));
    expect(found.way).toEqual(['top']);
    expect(found.attributes).toMatchObject([{ name: 'env.dep' }]);
  });
});

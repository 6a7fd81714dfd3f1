import { readFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { nixString } from '@nx-nix/resolver';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { parseDerivation, readable, readDerivation } from '../../src/compare/derivation/derivation';
import { SmallSets } from './small-sets';

/** Derivations as Nix writes them. */

const RUNS = Number(process.env['NX_NIX_PROPERTY_RUNS'] ?? 20);

describeWithNix('a derivation that Nix wrote', (nix) => {
  let sets: SmallSets;
  beforeAll(() => (sets = new SmallSets(nix)));

  /** Any text that Nix takes: no NUL in strings. */
  const text = fc
    .array(
      fc.oneof(
        fc.constantFrom('"', '\\', '\n', '\r', '\t', '${', '$', ',', ')', ']', '(', '[', "''", ' '),
        fc.string({ unit: 'binary' }).filter((s) => !s.includes('\0')),
      ),
    )
    .map((parts) => parts.join(''));
  const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,8}$/).filter((n) => !RESERVED.has(n));

  test('is read as Nix reads it: arguments and environment, whatever is in them', () => {
    const ask = (env: Readonly<Record<string, string>>, args: readonly string[]): void => {
      const folder = join(sets.folder, 'fuzz');
      mkdirSync(folder, { recursive: true });
      const attributes = Object.entries(env).map(([n, v]) => `${nixString(n)} = ${nixString(v)};`);
      writeFileSync(
        join(folder, 'default.nix'),
        `derivation { name = "odd"; system = "any"; builder = "/b"; ${attributes.join(' ')}
          args = [ ${args.map(nixString).join(' ')} ]; }\n`,
      );
      const drvPath = sets.ask('nix-instantiate', join(folder, 'default.nix')).trim();
      const read = readDerivation(drvPath);
      expect(read.args.map(readable)).toEqual(args);
      for (const [key, value] of Object.entries(env)) {
        expect([key, readable(read.env.get(key)!)]).toEqual([key, value]);
        // NOTE: it ends a line of its own.
        const binding = sets.ask('nix-store', '--query', '--binding', key, drvPath);
        expect(binding).toBe(`${value}\n`);
      }
      expect([...read.env.keys()].sort()).toEqual(
        [...new Set([...Object.keys(env), 'builder', 'name', 'out', 'system'])].sort(),
      );
    };
    fc.assert(
      fc.property(
        fc.dictionary(name, text, { maxKeys: 4, noNullPrototype: true }),
        fc.array(text, { maxLength: 4 }),
        ask,
      ),
      { numRuns: RUNS },
    );
  });

  test('with inputs, sources, several outputs and a fixed one', () => {
    const folder = join(sets.folder, 'inputs');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'source'), 'text\n');
    writeFileSync(
      join(folder, 'default.nix'),
      `let
        base = { system = "any"; builder = "/b"; };
        lib = derivation (base // { name = "lib"; outputs = [ "dev" "out" ]; });
        fixed = derivation (base // { name = "fixed"; outputHashMode = "flat"; outputHashAlgo = "sha256";
          outputHash = "${'ab'.repeat(32)}"; });
      in derivation (base // { name = "top"; a = lib.dev; b = lib.out; c = fixed; d = ./source; })\n`,
    );
    const drvPath = sets.ask('nix-instantiate', join(folder, 'default.nix')).trim();
    const { inputs, sources, outputs, system, builder } = readDerivation(drvPath);
    const references = sets.ask('nix-store', '--query', '--references', drvPath).trim().split('\n');
    expect([...inputs.keys(), ...sources].sort()).toEqual(references.sort());
    expect([...inputs.values()].map((used) => [...used])).toContainEqual(['dev', 'out']);
    expect([system, builder, [...outputs.keys()]]).toEqual(['any', '/b', ['out']]);
    const fixed = [...inputs.keys()].find((path) => path.endsWith('-fixed.drv'))!;
    expect(readDerivation(fixed).outputs.get('out')).toMatchObject({
      algorithm: 'sha256',
      hash: 'ab'.repeat(32),
    });
    // All of it, or an error: nothing is passed over.
    const whole = readFileSync(drvPath, 'latin1');
    for (let length = 0; length < whole.length; length += 7) {
      expect(() => parseDerivation(whole.slice(0, length))).toThrow(/no derivation/);
    }
    expect(() => parseDerivation(`${whole} `)).toThrow(/no derivation/);
  });
});

test('a derivation whose inputs are made by derivations', () => {
  const derivation = parseDerivation(
    'DrvWithVersion("xp-dyn-drv",[("out","","r:sha256","")],[("/s/a.drv",(["out"],[("dev",["lib"])])),("/s/b.drv",["out"])],[],"x","/b",[],[("k","v")])',
  );
  expect(derivation.inputs.get('/s/a.drv')).toEqual(['out', 'dev', 'lib']);
  expect(derivation.inputs.get('/s/b.drv')).toEqual(['out']);
});

/** Attributes that mean something to `derivation`. */
const RESERVED: ReadonlySet<string> = new Set([
  'allowSubstitutes',
  'args',
  'builder',
  'name',
  'out',
  'outputs',
  'system',
]);

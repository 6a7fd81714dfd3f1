/** Law: whatever of a base is moved to repos, a registry on the rest gives the same derivations. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { randomBase, type RandomBase } from './random-base';
import { comparedTexts, remainingFiles, repoFiles, wholeFiles } from './random-base-files';
import { RegistryOnBase, SMALL_BASE, type Variant } from './registry-on-base';

const RUNS = Number(process.env['NX_NIX_PROPERTY_RUNS'] ?? 25);

const OTHERWISE = '{ allowAliases = false; withPager = true; }';
const VARIANTS: readonly Variant[] = [
  { name: 'x86_64-linux', system: 'x86_64-linux', config: '{ }' },
  { name: 'configured otherwise', system: 'x86_64-linux', config: OTHERWISE },
  { name: 'aarch64-darwin', system: 'aarch64-darwin', config: '{ }' },
  { name: 'cross', system: 'x86_64-linux', crossSystem: 'aarch64-linux', config: OTHERWISE },
];

interface Compared {
  readonly differences: readonly unknown[];
  /** How many derivations were the same, and how many things neither side could make. */
  readonly same: number;
  readonly refused: number;
}

describeWithNix('a registry on a random base', (nix) => {
  test('gives what the whole base gave', async () => {
    const registry = new RegistryOnBase(nix, temporaryFolder('splits'));
    registry.copy(SMALL_BASE, 'base/small-base');
    const sums = { same: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(randomBase, async (base) => {
        const compared = await compare(base, registry);
        expect(compared.differences).toEqual([]);
        expect(compared.same).toBeGreaterThan(0);
        sums.same += compared.same;
        sums.refused += compared.refused;
      }),
      { numRuns: RUNS },
    );
    // That one side is silent about nothing is not the law; that both say nothing is no proof.
    expect(sums.same).toBeGreaterThan(10 * sums.refused);
    expect(sums.same).toBeGreaterThan(50 * RUNS);
  }, 600_000);

  async function compare(base: RandomBase, registry: RegistryOnBase): Promise<Compared> {
    for (const name of ['repos/one', 'repos/two', 'base/random', 'whole']) {
      rmSync(join(registry.folder, name), { recursive: true, force: true });
    }
    registry.write({ ...wholeFiles(base), ...remainingFiles(base), ...repoFiles(base) });
    await registry.emit('base', base.config);
    return registry.evaluate(comparison(registry, base)) as Compared;
  }
});

/** One process: all texts in all variants of both sides. */
function comparison(registry: RegistryOnBase, base: RandomBase): string {
  const texts = comparedTexts(base);
  const of = (folder: string, variant: Variant): string =>
    `(let set = ${registry.set(folder, variant)}; in map drvPath [ ${texts.join(' ')} ])`;
  const sides = VARIANTS.map(
    (variant) => `{
      variant = "${variant.name}";
      ours = ${of('repos/registry', variant)};
      theirs = ${of('whole', variant)};
    }`,
  );
  return `let
    drvPath = v:
      let tried = builtins.tryEval (if v == null then "null" else v.drvPath); in
      if tried.success then tried.value else "refused";
    names = builtins.fromJSON ${JSON.stringify(JSON.stringify(texts))};
    indices = builtins.genList (i: i) (builtins.length names);
    compared = builtins.concatMap ({ variant, ours, theirs }: map (i: {
      inherit variant;
      name = builtins.elemAt names i;
      ours = builtins.elemAt ours i;
      theirs = builtins.elemAt theirs i;
    }) indices) [ ${sides.join(' ')} ];
    count = test: builtins.length (builtins.filter test compared);
  in {
    differences = builtins.filter ({ ours, theirs, ... }: ours != theirs) compared;
    same = count ({ ours, theirs, ... }: ours == theirs && ours != "refused");
    refused = count ({ ours, theirs, ... }: ours == theirs && ours == "refused");
  }`;
}

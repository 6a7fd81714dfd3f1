/** Laws: input without end is read to its end, with a result or with a place; see tools/soak. */
import { propertySeed } from '../../../tools/testing/property-seed';
import * as lambdas from '@nx-nix/lambdas';
import { temporaryFolder } from '../../../tools/testing/temporary-folder';
import * as source from '../src';

/** NOTE: tools know the built package, whose classes count as other ones. */
const resolver = source as unknown as typeof import('@nx-nix/resolver', {
  with: { 'resolution-mode': 'import' },
});

const soak = {
  shapes: () => import('../../../tools/soak/hostile-shapes.mjs'),
  held: async () => (await import('../../../tools/soak/held.mjs')).heldTo,
  reader: async () =>
    (await import('../../../tools/soak/reader.mjs')).countingReader(lambdas as never),
};

const seed = propertySeed();
const numRuns = Number(process.env['NX_NIX_PROPERTY_RUNS'] ?? 25);

it('holds for bombs of Nix text', async () => {
  const law = (await soak.shapes()).hostileTexts(await soak.reader(), 300);
  expect(await (await soak.held())(law, { seed, numRuns })).toEqual({ runs: numRuns });
});

it('holds for bombs of JSON', async () => {
  const law = (await soak.shapes()).hostileRepoFiles(resolver, temporaryFolder('json'), 5_000);
  expect(await (await soak.held())(law, { seed, numRuns })).toEqual({ runs: numRuns });
});

/** Laws over random trees, few of them; `npm run soak` goes on from there. */
import { propertySeed } from '../../../tools/testing/property-seed';
import { describeWithNix } from '../../../tools/testing/find-nix';
import { temporaryFolder } from '../../../tools/testing/temporary-folder';
import * as source from '../src';

/** NOTE: tools know the built package, whose classes count as other ones. */
const resolver = source as unknown as Parameters<
  typeof import('../../../tools/soak/tree-law.mjs', {
    with: { 'resolution-mode': 'import' },
  }).randomTrees
>[0];

const seed = propertySeed();

describeWithNix('random trees', (nix) => {
  it('give the same packages here and in the lib, or a problem', async () => {
    const { randomTrees } = await import('../../../tools/soak/tree-law.mjs');
    const { heldTo } = await import('../../../tools/soak/held.mjs');
    const law = randomTrees(resolver, nix, temporaryFolder('random-trees'));
    const { runs, counts, failure } = await heldTo(law, { seed, numRuns: 1 });
    expect(failure).toBeUndefined();
    // A law about nothing would always hold.
    expect(counts!['compared']).toBeGreaterThan(runs / 4);
  });
});

test('a file that is called as a package is one, or is told', async () => {
  const { randomTrees } = await import('../../../tools/soak/tree-law.mjs');
  const { heldTo } = await import('../../../tools/soak/held.mjs');
  const law = randomTrees(resolver, undefined, temporaryFolder('random-trees'));
  expect((await heldTo(law, { seed, numRuns: 1 })).failure).toBeUndefined();
});

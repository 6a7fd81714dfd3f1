/** Law: whatever is in a repo's files, it is located, resolved and wired, with packages or with problems. */
import { propertySeed } from '../../../tools/testing/property-seed';
import { loadParser } from '@nx-nix/lambdas';
import { temporaryFolder } from '../../../tools/testing/temporary-folder';
import * as source from '../src';

/** NOTE: tools know the built package, whose classes count as other ones. */
const resolver = source as unknown as Parameters<
  typeof import('../../../tools/soak/resolving.mjs', {
    with: { 'resolution-mode': 'import' },
  }).resolving
>[0];

it('holds for damaged files', async () => {
  const { damagedRepos } = await import('../../../tools/soak/laws.mjs');
  const { heldTo } = await import('../../../tools/soak/held.mjs');
  const { resolving } = await import('../../../tools/soak/resolving.mjs');
  const { seedFiles } = await import('../../../tools/soak/seed-files.mjs');
  const resolve = resolving(resolver, (await loadParser()) as never, temporaryFolder('repos'));
  const numRuns = Number(process.env['NX_NIX_PROPERTY_RUNS'] ?? 100);
  const law = damagedRepos(resolve, seedFiles(undefined));
  const seed = propertySeed();
  expect(await heldTo(law, { seed, numRuns })).toEqual({ runs: numRuns });
});

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pkgsNix, problemText } from '../src';
import { layersNix } from '../src/emit/layers-nix';
import { wireFolder } from './wire-fixture';

/**
 * Each folder of `fixtures` is a tiny workspace and a file `expected`: what a person is told, or
 * the registry that comes out. A case is added by adding a folder; NX_NIX_UPDATE_EXPECTED=1 writes
 * the `expected` of new ones, to be read before it is committed.
 */
const FIXTURES = join(__dirname, 'fixtures');

describe('a workspace gives what is expected', () => {
  for (const name of readdirSync(FIXTURES).sort()) {
    test(name, async () => {
      const folder = join(FIXTURES, name);
      const { wiring, problems } = await wireFolder(folder);
      const edges = wiring.packages.flatMap((pkg) => [
        ...pkg.edges.map(
          ({ to, kind, by, isFromBody }) =>
            `# ${pkg.node} -> ${to} (${kind}, by ${by}${isFromBody ? ', from its body' : ''})\n`,
        ),
        ...pkg.hiddenBy.map((name) => `# ${pkg.key} may use more: it has ${name}\n`),
      ]);
      const settings = wiring.layers.flatMap((layer) => layer.settings);
      const layered = settings.flatMap(({ node, edges: leaning, hiddenBy }) => [
        ...leaning.map(({ to, kind, by }) => `# ${node} -> ${to} (${kind}, by ${by})\n`),
        ...hiddenBy.map((name) => `# ${node} may use more: it has ${name}\n`),
      ]);
      const clashes = wiring.clashes.map((one) => `# check: ${problemText(one)}\n`);
      const ways = wiring.base.map(
        ({ key, through }) => `# ${key} of the base is made of: ${[through].flat().join(' ')}\n`,
      );
      const actual =
        problems.length > 0
          ? `${problems.map((problem) => problemText(problem)).join('\n\n')}\n`
          : [
              pkgsNix(wiring),
              ...edges,
              ...ways,
              ...(wiring.layers.length > 0 ? [layersNix(wiring), ...layered, ...clashes] : []),
            ].join('');
      const expected = join(folder, 'expected');
      if (!existsSync(expected) && process.env['NX_NIX_UPDATE_EXPECTED'] === '1') {
        writeFileSync(expected, actual);
      }
      expect(actual).toBe(readFileSync(expected, 'utf8'));
    });
  }
});

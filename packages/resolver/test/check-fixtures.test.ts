import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemText } from '../src';
import { checkFolder } from './check-fixture';

/**
 * Each folder of `check-fixtures` is a tiny workspace and a file `expected`: what `check` says of it,
 * nothing where it has nothing to say. A case is added by adding a folder; NX_NIX_UPDATE_EXPECTED=1
 * writes the `expected` of new ones, to be read before it is committed.
 */
const FIXTURES = join(__dirname, 'check-fixtures');

describe('check says of a workspace what is expected', () => {
  for (const name of readdirSync(FIXTURES).sort()) {
    test(name, async () => {
      const folder = join(FIXTURES, name);
      const { problems } = await checkFolder(folder);
      const actual = problems.map((problem) => `${problemText(problem)}\n`).join('\n');
      const expected = join(folder, 'expected');
      if (!existsSync(expected) && process.env['NX_NIX_UPDATE_EXPECTED'] === '1') {
        writeFileSync(expected, actual);
      }
      expect(actual).toBe(readFileSync(expected, 'utf8'));
    });
  }
});

import { existsSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { PROJECT } from '../testing/workspace';
import { proseOf, tracked } from './markdown';

/** ARCHITECTURE.md is true: folders, their order, answers to questions. */

const PAGE = proseOf('ARCHITECTURE.md');

/** A row of a table of folders. */
interface Row {
  readonly folder: string;
  readonly sentence: string;
}

const rows: readonly Row[] = [
  ...PAGE.matchAll(/^\| `((?:packages|tools)\/[\w./-]+)` +\| (.*?) +\|$/gm),
].map(([, folder, sentence]) => ({ folder: folder!, sentence: sentence! }));

const sources = tracked('packages/*/src/*.ts').filter((file) => existsSync(join(PROJECT, file)));

test('twenty questions are answered, each by one file', () => {
  const list = PAGE.slice(PAGE.indexOf('## Where is it decided?'));
  const lines = list.split('\n').filter((line) => line.startsWith('- '));
  const answers = lines.map((line) => /^- [^?`]+\? `([\w./-]+)`$/.exec(line)?.[1]);
  expect(answers.filter((file) => !file || !isFile(file))).toEqual([]);
  expect(lines).toHaveLength(20);
});

test('every folder of code has one sentence', () => {
  const folders = new Set([
    ...sources.map((file) => posix.dirname(file)),
    ...tracked('tools/*/*').map((file) => file.split('/').slice(0, 2).join('/')),
  ]);
  expect(rows.map(({ folder }) => folder).sort()).toEqual([...folders].sort());
  for (const { folder, sentence } of rows) {
    expect({ folder, sentence }).toEqual({ folder, sentence: expect.stringMatching(/\w.*\.$/) });
  }
});

test('the tables have the rooms in the order that lint holds them to', async () => {
  const { packages } = await import('../architecture/rooms.mjs');
  for (const { folder, rooms } of packages) {
    const told = rows.flatMap((row) =>
      row.folder.startsWith(`${folder}/`)
        ? [row.folder.slice(folder.length + 1).split('/')[0]]
        : [],
    );
    expect([...new Set(told)]).toEqual(rooms);
  }
});

function isFile(file: string): boolean {
  return statSync(join(PROJECT, file), { throwIfNoEntry: false })?.isFile() ?? false;
}

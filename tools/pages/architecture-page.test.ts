import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, posix } from 'node:path';
import { PROJECT } from '../testing/workspace';
import { proseOf, tracked } from './markdown';

/** ARCHITECTURE.md says what is so: folders, the direction of imports, answers to questions. */

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

test('a folder imports only what stands above it', () => {
  const order = rows.map(({ folder }) => roomOf(`${folder}/x.ts`));
  const upward = sources.flatMap((file) =>
    importsOf(file)
      .filter((imported) => order.indexOf(roomOf(imported)) > order.lastIndexOf(roomOf(file)))
      .map((imported) => `${file} imports ${imported}`),
  );
  expect(upward).toEqual([]);
});

/** The folder directly below `src` that a file belongs to. */
function roomOf(file: string): string {
  const parts = file.split('/');
  return parts.slice(0, Math.min(4, parts.length - 1)).join('/');
}

function importsOf(file: string): readonly string[] {
  const text = readFileSync(join(PROJECT, file), 'utf8');
  return [...text.matchAll(/(?:from|import\() ?'([^']+)'/g)].flatMap(([, name]) => {
    const own = /^@nx-nix\/([a-z-]+)$/.exec(name!)?.[1];
    if (own !== undefined) return [`packages/${own}/src/index.ts`];
    return name!.startsWith('.') ? [posix.join(posix.dirname(file), `${name}.ts`)] : [];
  });
}

function isFile(file: string): boolean {
  return statSync(join(PROJECT, file), { throwIfNoEntry: false })?.isFile() ?? false;
}

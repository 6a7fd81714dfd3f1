import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../testing/workspace';
import { codeSpans, proseOf, tracked } from './markdown';

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

test('twenty questions are answered, each by one file', () => {
  const list = PAGE.slice(PAGE.indexOf('## Where is it decided?'));
  const lines = list.split('\n').filter((line) => line.startsWith('- '));
  const answers = lines.map((line) => /^- [^?`]+\? `([\w./-]+)`$/.exec(line)?.[1]);
  expect(answers.filter((file) => !file || !isFile(file))).toEqual([]);
  expect(lines).toHaveLength(20);
});

test('every folder of code has one sentence, in the order that lint holds them to', async () => {
  const { packages, tools } = await import('../architecture/rooms.mjs');
  const ordered = packages.flatMap(({ folder, rooms }) => [
    ...rooms.map((room) => `${folder}/${room}`),
    folder,
  ]);
  const inTools = tools.rooms.map((room) => `${tools.folder}/${room}`);
  expect(rows.map(({ folder }) => folder)).toEqual([...ordered, ...inTools]);
  for (const { folder, sentence } of rows) {
    expect({ folder, sentence }).toEqual({ folder, sentence: expect.stringMatching(/\w.*\.$/) });
  }
});

test('every command of tools is in the list of commands, or is a script that is there', () => {
  const { scripts } = JSON.parse(readFileSync(join(PROJECT, 'package.json'), 'utf8')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const page = proseOf('CONTRIBUTING.md');
  const list = page.slice(page.indexOf('## Commands'), page.indexOf('## Variables'));
  const commands = [...list.matchAll(/^\| (`.*?) +\|/gm)].flatMap(([, cell]) => codeSpans(cell!));
  const ran = commands.map((command) => {
    const script = /^npm (?:run )?([\w:]+)$/.exec(command)?.[1];
    return script === undefined ? command : `${command}: ${scripts[script]}`;
  });
  const tools = tracked('tools/*.mjs').filter((file) => file.split('/').length === 2);
  expect(tools.length).toBeGreaterThan(14);
  const missing = tools.filter((tool) => !ran.some((text) => text.includes(tool)));
  expect(missing).toEqual([]);
});

function isFile(file: string): boolean {
  return statSync(join(PROJECT, file), { throwIfNoEntry: false })?.isFile() ?? false;
}

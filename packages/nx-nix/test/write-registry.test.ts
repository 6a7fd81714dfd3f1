import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { closedNix } from '@nx-nix/resolver';
import { temporaryFolder } from '../../../tools/testing/temporary-folder';
import { unfinishedFile, writeRegistry } from '../src/workspace/write-registry';

/** The generated files of a registry are written as one set. */

const TEXTS = { 'names.nix': 'names', 'pkgs.nix': 'pkgs', 'pkgs.json': 'json' };

function registry(): { readonly root: string; readonly folder: string } {
  const root = temporaryFolder('write-registry');
  const folder = join(root, 'repos/registry');
  mkdirSync(folder, { recursive: true });
  return { root, folder };
}

test('what is not as it is to be is written, and named; what is, keeps its file', () => {
  const { root, folder } = registry();
  const write = (texts: Partial<typeof TEXTS> = {}): readonly string[] =>
    writeRegistry(root, 'repos/registry', { ...TEXTS, ...texts });
  const inode = (name: string): number => statSync(join(folder, name)).ino;
  expect(write()).toEqual(Object.keys(TEXTS));
  expect(write()).toEqual([]);
  const before = Object.keys(TEXTS).map(inode);
  expect(write({ 'pkgs.json': 'new' })).toEqual(['pkgs.json']);
  expect(Object.keys(TEXTS).map(inode).slice(0, 2)).toEqual(before.slice(0, 2));
  expect(write({ 'pkgs.nix': 'new' })).toEqual(['pkgs.nix', 'pkgs.json']);
  expect(readFileSync(join(folder, 'pkgs.nix'), 'utf8')).toBe('new');
});

test('one that is not whole says so by either door, until it is written', () => {
  const { root, folder } = registry();
  writeRegistry(root, 'repos/registry', TEXTS);
  for (const door of ['pkgs.nix', 'names.nix']) {
    writeFileSync(join(folder, door), closedNix('repos/registry'));
    expect(unfinishedFile(root, 'repos/registry')).toBe(`repos/registry/${door}`);
  }
  writeFileSync(join(folder, 'pkgs.nix.1.0123abcd.tmp'), '');
  expect(writeRegistry(root, 'repos/registry', TEXTS)).toEqual(['names.nix', 'pkgs.nix']);
  expect(unfinishedFile(root, 'repos/registry')).toBeUndefined();
  expect(readdirSync(folder).sort()).toEqual(Object.keys(TEXTS).sort());
});

const WRITER = `
  const { appendFileSync, readSync } = require('node:fs');
  const { oneAtATime } = require(process.argv[1] + '/dist/workspace/one-at-a-time');
  const [, , log, name] = process.argv;
  console.log('begins');
  oneAtATime('repos/registry', () => {
    if (name === 'first') {
      console.log('has it');
      readSync(0, Buffer.alloc(1));
    }
    appendFileSync(log, name + '\\n');
  });
`;

test('who comes second waits until the first is done, or dead', async () => {
  const { root } = registry();
  const log = join(root, 'log');
  const start = (name: string): ReturnType<typeof spawn> =>
    spawn(process.execPath, ['-e', WRITER, join(__dirname, '..'), log, name], {
      env: { ...process.env, NX_WORKSPACE_DATA_DIRECTORY: join(root, 'data') },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
  for (const end of ['done', 'dead'] as const) {
    writeFileSync(log, '');
    const first = start('first');
    while (!(await said(first)).includes('has it'));
    const second = start('second');
    await said(second);
    if (end === 'done') first.stdin!.write('.');
    else first.kill('SIGKILL');
    appendFileSync(log, `${end}\n`);
    await once(second, 'exit');
    const lines = readFileSync(log, 'utf8').trim().split('\n');
    expect(lines.at(-1)).toBe('second');
    expect(lines).toHaveLength(end === 'done' ? 3 : 2);
  }
});

async function said(child: ReturnType<typeof spawn>): Promise<string> {
  const [text] = (await once(child.stdout!, 'data')) as [Buffer];
  return text.toString();
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder, withTemporaryFolder, writeFileBeside } from '../src';

/** A temporary folder goes, however the process that made it ends. */

test('it is there until it is removed, and a second removal does nothing', () => {
  const { path, remove } = temporaryFolder('once');
  writeFileSync(join(path, 'file'), '');
  remove();
  expect(existsSync(path)).toBe(false);
  remove();
});

test('it is there while it is used, and goes also where that throws', async () => {
  let used = '';
  const use = async (path: string): Promise<void> => {
    used = path;
    expect(readdirSync(path)).toEqual([]);
    throw new Error('no');
  };
  await expect(withTemporaryFolder('use', use)).rejects.toThrow('no');
  expect(existsSync(used)).toBe(false);
});

const PROGRAM = `
  const { mkdirSync } = require('node:fs');
  const { temporaryFolder } = require(process.argv[1]);
  const { path } = temporaryFolder('signal');
  mkdirSync(path + '/inner');
  console.log(path);
  if (process.argv[2] === 'exit') process.exit(3);
  if (process.argv[2] === 'throw') throw new Error('no');
  setTimeout(() => {}, 60_000);
`;

test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'exit', 'throw'] as const)(
  'it goes when %s ends the process',
  async (end) => {
    const files = join(__dirname, '../dist/index.js');
    const child = spawn(process.execPath, ['-e', PROGRAM, files, end], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [line] = (await once(child.stdout, 'data')) as [Buffer];
    const path = line.toString().trim();
    if (end.startsWith('SIG')) child.kill(end as NodeJS.Signals);
    const [status, signal] = (await once(child, 'exit')) as [number | null, string | null];
    expect(signal ?? status).toBe({ exit: 3, throw: 1 }[end as string] ?? end);
    expect(path).toContain('nx-nix-signal-');
    expect(existsSync(path)).toBe(false);
  },
);

const WRITER = `
  const { writeFileSync } = require('node:fs');
  for (let i = 0; i < 3000; i++) writeFileSync(process.argv[1] + '/f' + i, '');
  console.log('ready');
  process.on('SIGTERM', () => setTimeout(() => process.exit(), 200));
  const until = Date.now() + 10_000;
  let i = 0;
  const write = () => {
    try {
      writeFileSync(process.argv[1] + '/g' + i++, '');
    } catch {
      process.exit();
    }
    if (Date.now() < until) setImmediate(write);
  };
  write();
`;

const WITH_WRITER = `
  const { temporaryFolder } = require(process.argv[1]);
  const { path } = temporaryFolder('writer');
  import('execa').then(({ execa }) => {
    const writer = execa(process.execPath, ['-e', process.argv[2], path], { reject: false });
    writer.stdout.once('data', () => console.log(path));
    setTimeout(() => {}, 30_000);
  });
`;

test('it goes although a program of ours still writes, and a second signal follows', async () => {
  const files = join(__dirname, '../dist/index.js');
  const child = spawn(process.execPath, ['-e', WITH_WRITER, files, WRITER], {
    stdio: ['ignore', 'pipe', 'ignore'],
    cwd: join(__dirname, '../../..'),
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  child.kill('SIGINT');
  await new Promise((done) => setTimeout(done, 10));
  child.kill('SIGTERM');
  await once(child, 'exit');
  expect(existsSync(line.toString().trim())).toBe(false);
});

test('an error of writing names the file that was to be written', () => {
  const { path, remove } = temporaryFolder('write');
  const file = join(path, 'no/such/folder');
  expect(() => writeFileBeside(file, '')).toThrow(expect.objectContaining({ dest: file }) as Error);
  remove();
});

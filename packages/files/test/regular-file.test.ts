import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { temporaryFolder } from '../../../tools/testing/temporary-folder';
import { readContent, readInside, readRegular, readTextOrUndefined } from '../src';

const folder = temporaryFolder('regular-file');
const at = (name: string): string => join(folder, name);

beforeAll(() => {
  writeFileSync(at('file'), 'text');
  mkdirSync(at('inner'));
  mkdirSync(at('repo'));
  execFileSync('mkfifo', [at('pipe')]);
  symlinkSync('file', at('link'));
  symlinkSync('pipe', at('link-to-pipe'));
  symlinkSync('../file', at('repo/outside'));
  symlinkSync('/etc', at('repo/system'));
  symlinkSync('inside', at('repo/link'));
  writeFileSync(at('repo/inside'), 'inside');
});

it('reads a regular file, also through a link', () => {
  expect(readRegular(at('file')).toString()).toBe('text');
  expect(readRegular(at('link')).toString()).toBe('text');
  expect(Buffer.from(readContent(at('file')).bytes).toString()).toBe('text');
});

it('reads what says that it is empty, and is not', () => {
  if (process.platform === 'linux') {
    expect(readRegular('/proc/self/status').toString()).toContain('Name:');
  }
});

it.each([
  ['pipe', 'a pipe'],
  ['link-to-pipe', 'a pipe'],
  ['inner', 'a folder'],
  ['/dev/zero', 'a device'],
  ['/dev/tty', 'a '],
])('does not read %s, and does not wait', (name, kind) => {
  const path = name.startsWith('/') ? name : at(name);
  for (const read of [readRegular, readContent]) expect(() => read(path)).toThrow(`is ${kind}`);
  expect(readTextOrUndefined(path)).toBeUndefined();
});

it('does not read a socket', async () => {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(at('socket'), ready));
  expect(() => readRegular(at('socket'))).toThrow('is a socket');
  await new Promise((closed) => server.close(closed));
});

it('reads no more bytes than it may', () => {
  expect(() => readRegular(at('file'), 3)).toThrow('has 4 bytes, and no more than 3 are read');
  expect(() => readContent(at('file'), undefined, 3)).toThrow('no more than 3');
  expect(readRegular(at('file'), 4).toString()).toBe('text');
});

it('follows links inside of a folder, and not out of it', () => {
  const repo = at('repo');
  expect(readInside(repo, 'link').toString()).toBe('inside');
  expect(readInside(folder, 'repo/link').toString()).toBe('inside');
  expect(readInside(folder, 'repo/outside').toString()).toBe('text');
  expect(() => readInside(repo, 'outside')).toThrow('leads outside');
  expect(() => readInside(repo, 'system/passwd')).toThrow('leads outside');
  expect(() => readInside(repo, '../file')).toThrow('leads outside');
});

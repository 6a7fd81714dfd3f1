/** Worry: something is read again that did not change, or is not read again that did. */
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { loadParser, type NixParser, type ReadingDepth } from '@nx-nix/lambdas';
import { temporaryFolder } from '../../../tools/testing/temporary-folder';
import { locatePackages, ReadingCache } from '../src';
import { fileSystemTime } from '@nx-nix/files';

let parser: NixParser;
let folder: string;
beforeAll(async () => {
  parser = await loadParser();
});
beforeEach(() => {
  folder = temporaryFolder('reading-cache');
  write('plain', '{ a, b ? null, ... }@args: 0');
  write('parsed', '{ c ? { d = { }; } }: 0');
  write('curried', 'args: { e }: 0');
  write('broken', '{ f }: { g = ; }');
  pass();
});

const nameOf = (name: string) => join(folder, 'repos/sig/by-name/xx', name, 'package.nix');

function write(name: string, text: string): void {
  mkdirSync(dirname(nameOf(name)), { recursive: true });
  writeFileSync(nameOf(name), text);
}

/** Waits for the next tick of the file system's clock, and one more. */
function pass(): void {
  const then = fileSystemTime(join(folder, 'clock'))!.time;
  while (fileSystemTime(join(folder, 'clock'))!.time <= then) continue;
}

function run(depth: ReadingDepth = 'head', format = '1') {
  const cache = new ReadingCache(join(folder, 'data', `${depth}-readings`), format);
  const repo = { name: 'sig', root: 'repos/sig', kind: 'sig', config: {} } as const;
  const { packages, problems } = locatePackages(folder, repo, parser, cache, { depth });
  cache.save();
  const formals = Object.fromEntries(packages.map((pkg) => [pkg.path.join('.'), pkg.formals]));
  return { ...cache.counts, formals, problems: problems.map(({ code }) => code) };
}

describe.each(['head', 'body'] as const)('of depth %s', (depth) => {
  it('reads nothing when nothing changed, and says the same', () => {
    const first = run(depth);
    expect(first).toMatchObject({ read: 4, parsed: depth === 'head' ? 1 : 4 });
    expect(first.problems).toEqual(depth === 'head' ? [] : ['syntax-error']);
    expect(run(depth)).toEqual({ ...first, read: 0, parsed: 0 });
    expect(run(depth)).toEqual({ ...first, read: 0, parsed: 0 });
  });

  it('reads what was written to, and nothing else', () => {
    run(depth);
    write('plain', '{ z }: 0');
    const edited = run(depth);
    expect(edited.formals['plain']).toMatchObject([{ name: 'z' }]);
    expect(edited.read).toBe(1);
    pass();
    run(depth);
    expect(run(depth)).toEqual({ ...edited, read: 0, parsed: 0 });
  });

  it('reads again, and parses no more, what was touched or moved', () => {
    run(depth);
    utimesSync(nameOf('parsed'), 1, 1);
    renameSync(dirname(nameOf('broken')), join(folder, 'repos/sig/by-name/xx/moved'));
    const again = run(depth);
    expect(again).toMatchObject({ read: 2, parsed: 0 });
    expect(again.formals['moved']).toMatchObject([{ name: 'f' }]);
  });

  it('takes nothing over of another format, of a damaged file, of one cut off', () => {
    const first = run(depth);
    expect(run(depth, '2')).toEqual(first);
    const file = join(folder, 'data', `${depth}-readings`);
    const kept = readFileSync(file);
    for (const content of ['', 'x', '2', kept.subarray(0, kept.length - 2), kept.subarray(40)]) {
      writeFileSync(file, content);
      expect(run(depth, '2')).toEqual(first);
    }
    for (const at of [20, 80, 150, kept.length - 100]) {
      writeFileSync(file, Buffer.from(kept).fill(0, at, at + 50));
      expect(run(depth, '2')).toMatchObject({ formals: first.formals, problems: first.problems });
    }
  });

  it('reads a file that was written to with its size and time put back', () => {
    const { mtime, atime, size } = lstatSync(nameOf('plain'));
    const first = run(depth);
    write('plain', '{ x, b ? null, ... }@args: 0');
    utimesSync(nameOf('plain'), atime, mtime);
    expect(lstatSync(nameOf('plain')).size).toBe(size);
    const second = run(depth);
    expect(second.formals['plain']).toMatchObject([{ name: 'x' }, { name: 'b' }]);
    expect(second.formals['parsed']).toEqual(first.formals['parsed']);
  });
});

describe('a file that was written to in the tick in which it was read', () => {
  /** A file whose state stays as it is, whatever is written to it. */
  const file = (changed: bigint, text: string, device = 1n) => {
    const state = { signature: 'same', device, changed };
    return { state: () => state, content: () => ({ bytes: Buffer.from(text), state }) };
  };
  const reader = { kind: 'text', read: (bytes: Uint8Array) => Buffer.from(bytes).toString() };
  const readTwice = (changed: bigint, device?: bigint) => {
    const kept = join(folder, 'ticks');
    const start = { device: 1n, time: 1000n };
    const first = new ReadingCache(kept, '1', start);
    first.reading('a.nix', file(changed, 'before', device), reader);
    first.save();
    return new ReadingCache(kept, '1').reading('a.nix', file(changed, 'after', device), reader);
  };

  it('is read again', () => {
    expect(readTwice(1000n)).toBe('after');
    expect(readTwice(1001n)).toBe('after');
  });

  it('is read again where another clock says when it was written to', () => {
    expect(readTwice(1n, 2n)).toBe('after');
  });

  it('cannot be one that is older than the run that read it', () => {
    expect(readTwice(999n)).toBe('before');
  });
});

it('is right however fast files change', () => {
  for (let i = 0; i < 60; i++) {
    const name = `n${i % 10}`;
    write('plain', `{ ${name} }: 0`);
    expect(run().formals['plain']).toMatchObject([{ name }]);
  }
});

it('goes by the content where links are in the way', () => {
  writeFileSync(join(folder, 'repos/sig/one.nix'), '{ one }: 0');
  writeFileSync(join(folder, 'repos/sig/two.nix'), '{ two }: 0');
  rmSync(nameOf('plain'));
  symlinkSync('../../../one.nix', nameOf('plain'));
  pass();
  run();
  expect(run()).toMatchObject({ read: 1, parsed: 0, formals: { plain: [{ name: 'one' }] } });
  rmSync(nameOf('plain'));
  symlinkSync('../../../two.nix', nameOf('plain'));
  expect(run()).toMatchObject({ formals: { plain: [{ name: 'two' }] } });
  writeFileSync(join(folder, 'repos/sig/two.nix'), '{ new }: 0');
  expect(run()).toMatchObject({ formals: { plain: [{ name: 'new' }] } });
});

it('reads a file anew that was made unreadable, and says so', () => {
  run();
  chmodSync(nameOf('plain'), 0o000);
  const isRoot = process.getuid?.() === 0;
  expect(run().problems).toEqual(isRoot ? [] : ['unreadable-file']);
});

it('can do without a place to keep anything', () => {
  rmSync(join(folder, 'data'), { recursive: true, force: true });
  writeFileSync(join(folder, 'data'), 'a file');
  expect(run()).toEqual(run());
});

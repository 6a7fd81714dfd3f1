/** Worry: a package is read wrongly, or writes outside of its folder. */
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';

const ar = () => import('../debian/ar.mjs');
const deb = () => import('../debian/deb.mjs');
const tar = () => import('../debian/unpack-tar.mjs');
const made = () => import('./made-archives.mjs');

let outer: string;
let folder: string;
beforeEach(() => {
  outer = mkdtempSync(join(tmpdir(), 'debian-archives-'));
  folder = join(outer, 'inside');
  mkdirSync(folder);
});
afterEach(() => rmSync(outer, { recursive: true, force: true }));

describe('ar', () => {
  it('gives back what was put in', async () => {
    const [{ arMembers }, { madeAr }] = await Promise.all([ar(), made()]);
    const name = fc.stringMatching(/^[a-z0-9][a-z0-9._-]{0,14}$/);
    const content = fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes));
    fc.assert(
      fc.property(fc.array(fc.record({ name, content }), { maxLength: 5 }), (members) => {
        expect(arMembers(madeAr(members))).toEqual(members);
      }),
    );
  });

  it('refuses what is cut off, wherever it is cut', async () => {
    const [{ arMembers }, { madeAr }] = await Promise.all([ar(), made()]);
    const whole = madeAr([
      { name: 'a', content: Buffer.from('12345') },
      { name: 'b', content: Buffer.from('67') },
    ]);
    const ends = new Set([8, 8 + 60 + 5, 8 + 60 + 6, whole.length]);
    for (let length = 0; length < whole.length; length += 1) {
      if (!ends.has(length))
        expect(() => arMembers(whole.subarray(0, length))).toThrow(/ar archive/);
    }
  });
});

describe('a .deb', () => {
  it.each([
    ['data.tar.xz', 'storedXz'],
    ['data.tar.zst', 'storedZstd'],
    ['data.tar.gz', 'gzip'],
    ['data.tar', 'none'],
  ])('is unpacked with %s', async (data, kind) => {
    const [{ unpackDeb }, { madeDeb, storedXz, storedZstd }] = await Promise.all([deb(), made()]);
    const compress = { storedXz, storedZstd, gzip: gzipSync, none: (bytes: Buffer) => bytes }[kind];
    const big = Buffer.alloc(200_000, 'text ');
    const bytes = madeDeb(
      [
        { path: './', type: '5', mode: 0o755 },
        { path: './usr/bin/', type: '5', mode: 0o755 },
        { path: './usr/bin/tool', content: big, mode: 0o4755 },
        { path: './usr/lib/l', type: '2', target: '../bin/tool' },
        { path: './usr/lib/absolute', type: '2', target: '/usr/bin/tool' },
        { path: './usr/lib/hard', type: '1', target: './usr/bin/tool' },
      ],
      { data, compress: compress as (bytes: Buffer) => Buffer },
    );
    await unpackDeb(bytes, folder);
    expect(readFileSync(join(folder, 'usr/bin/tool')).equals(big)).toBe(true);
    // the set-user-id bit is never kept
    expect(statSync(join(folder, 'usr/bin/tool')).mode & 0o7777).toBe(0o755);
    expect(readlinkSync(join(folder, 'usr/lib/l'))).toBe('../bin/tool');
    expect(readlinkSync(join(folder, 'usr/lib/absolute'))).toBe('../bin/tool');
    expect(statSync(join(folder, 'usr/lib/hard')).ino).toBe(
      statSync(join(folder, 'usr/bin/tool')).ino,
    );
  });

  it.each([
    ['nothing', Buffer.alloc(0), /not an ar archive/],
    ['garbage', Buffer.from('<html>503</html>'.repeat(50)), /not an ar archive/],
  ])('that is %s is refused', async (_, bytes, message) => {
    await expect((await deb()).unpackDeb(bytes, folder)).rejects.toThrow(message);
  });

  it('with damaged or strange compression is refused in a sentence', async () => {
    const [{ unpackDeb }, { madeDeb, storedXz }] = await Promise.all([deb(), made()]);
    const flipped = (bytes: Buffer) => {
      const packed = storedXz(bytes);
      packed[100] = (packed[100] ?? 0) ^ 1;
      return packed;
    };
    const entries = [{ path: './a', content: 'a' }];
    await expect(unpackDeb(madeDeb(entries, { compress: flipped }), folder)).rejects.toThrow(
      /data\.tar\.xz is damaged/,
    );
    await expect(
      unpackDeb(
        madeDeb(entries, { compress: (bytes) => storedXz(bytes).subarray(0, 300) }),
        folder,
      ),
    ).rejects.toThrow(/data\.tar\.xz is damaged/);
    await expect(unpackDeb(madeDeb(entries, { data: 'data.tar.lzma' }), folder)).rejects.toThrow(
      /compressed in a way that is not known/,
    );
    await expect(unpackDeb(madeDeb(entries, { data: 'other' }), folder)).rejects.toThrow(
      /no data\.tar/,
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a malicious tar archive is refused:', () => {
  const file = (path: string) => ({ path, content: 'evil' });
  const link = (path: string, target: string) => ({ path, type: '2', target });
  it.each([
    ['a path with ..', [file('../evil')]],
    ['.. further down', [file('./a/../../evil')]],
    ['an absolute path', [file('/tmp/evil-of-debian-archives')]],
    ['a link out, relative', [link('./l', '../evil')]],
    ['a link out, from below', [link('./a/b/l', '../../../evil')]],
    ['a link that goes out through another', [link('./a/b/s', '../..'), link('./a/b/t', 's/..')]],
    ['a file behind a link', [link('./l', 'a'), file('./l/evil')]],
    ['a file behind a link to the root', [link('./l', '.'), file('./l/evil')]],
    ['a folder in the place of a link', [link('./l', 'a'), { path: './l', type: '5' }]],
    ['a hard link to a path outside', [{ path: './h', type: '1', target: '../evil' }]],
    ['a hard link to a link', [link('./l', 'a'), { path: './h', type: '1', target: './l' }]],
    ['a hard link behind a link', [link('./l', 'a'), { path: './h', type: '1', target: './l/x' }]],
    ['a device', [{ path: './d', type: '3' }]],
    ['a pipe', [{ path: './p', type: '6' }]],
    ['an empty link', [link('./l', '')]],
  ])('%s', async (_, entries) => {
    const [{ unpackTar }, { madeTar }] = await Promise.all([tar(), made()]);
    expect(() => unpackTar(madeTar(entries), folder)).toThrow(/is refused/);
    expect(readdirSync(outer)).toEqual(['inside']);
    expect(existsSync('/tmp/evil-of-debian-archives')).toBe(false);
    expect(existsSync(join(folder, 'evil'))).toBe(false);
  });

  it('a file that replaces a link is written in its place, not through it', async () => {
    const [{ unpackTar }, { madeTar }] = await Promise.all([tar(), made()]);
    symlinkSync('../evil', join(folder, 'l'));
    unpackTar(madeTar([file('./l')]), folder);
    expect(lstatSync(join(folder, 'l')).isFile()).toBe(true);
    expect(readdirSync(outer)).toEqual(['inside']);
  });

  it('a cut or garbled one, before anything is written', async () => {
    const [{ unpackTar }, { madeTar }] = await Promise.all([tar(), made()]);
    const whole = madeTar([file('./a'), file('./b')]);
    expect(() => unpackTar(whole.subarray(0, 1500), folder)).toThrow(/is refused/);
    const garbled = Buffer.from(whole);
    garbled.fill(7, 1024, 1400);
    expect(() => unpackTar(garbled, folder)).toThrow(/is refused/);
    expect(readdirSync(folder)).toEqual([]);
  });
});

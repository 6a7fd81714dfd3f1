import { propertySeed } from '../../../tools/testing/property-seed';
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { describeWithNix } from '../../../tools/testing/find-nix';
import { temporaryFolder } from '../../../tools/testing/temporary-folder';
import { hashFolder } from '../src/nar-hash';

type Tree =
  | { readonly file: Uint8Array; readonly isExecutable: boolean }
  | { readonly link: string }
  | { readonly entries: readonly (readonly [name: Buffer, tree: Tree])[] };

/** Names that sort otherwise as text than as bytes, that are no UTF-8, and that programs trip over. */
const name = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 6, unit: 'binary' }).map((text) => Buffer.from(text)),
    fc.uint8Array({ minLength: 1, maxLength: 4 }).map((bytes) => Buffer.from(bytes)),
    fc
      .constantFrom(
        'a',
        'a.b',
        'a-b',
        'A',
        'ü',
        '\u{1F600}',
        '\uFFFD',
        '-',
        '~',
        ' ',
        'a\nb',
        '.git',
      )
      .map((text) => Buffer.from(text)),
  )
  .filter((bytes) => !/^\.{1,2}$/.test(bytes.toString('latin1')))
  .filter((bytes) => !bytes.includes(0) && !bytes.includes('/'));

const { tree } = fc.letrec<{ tree: Tree; file: Tree; link: Tree; folder: Tree }>((tie) => ({
  file: fc.record({ file: fc.uint8Array({ maxLength: 40 }), isExecutable: fc.boolean() }),
  link: fc.record({ link: fc.constantFrom('x', '../y', '/nowhere', 'ü', 'longer than eight') }),
  folder: fc.record({
    entries: fc.uniqueArray(fc.tuple(name, tie('tree')), {
      maxLength: 5,
      selector: ([bytes]) => bytes.toString('hex'),
    }),
  }),
  tree: fc.oneof({ depthSize: 'small' }, tie('file'), tie('link'), tie('folder')) as never,
}));

function write(path: Buffer, what: Tree): void {
  if ('link' in what) symlinkSync(what.link, path);
  else if ('file' in what) {
    writeFileSync(path, what.file);
    chmodSync(path, what.isExecutable ? 0o755 : 0o644);
  } else {
    mkdirSync(path);
    for (const [entry, inner] of what.entries) {
      write(Buffer.concat([path, Buffer.from('/'), entry]), inner);
    }
  }
}

describeWithNix('the hash of a folder', ({ bin, env }) => {
  async function hashByNix(paths: readonly string[]): Promise<readonly string[]> {
    const { execa } = await import('execa');
    const options = ['--extra-experimental-features', 'nix-command'];
    const args = [...options, 'hash', 'path', '--sri', ...paths];
    const { stdout } = await execa(join(bin, 'nix'), args, { env });
    return stdout.split('\n');
  }

  it('is what Nix says', async () => {
    const folder = temporaryFolder('nar');
    const trees = fc.sample(tree, {
      numRuns: Number(process.env['NX_NIX_PROPERTY_RUNS'] ?? 200),
      seed: propertySeed(),
    });
    const paths = trees.map((one, i) => {
      const path = join(folder, String(i));
      write(Buffer.from(path), one);
      return path;
    });
    const ours = paths.map((path) => hashFolder(path).narHash);
    expect(ours).toEqual(await hashByNix(paths));
    expect(new Set(ours).size).toBeGreaterThan(paths.length / 4);
  });

  it('is so for a file that is longer than what is read at once', async () => {
    const file = join(temporaryFolder('nar'), 'long');
    writeFileSync(file, Buffer.alloc(200_003, 'abc'));
    expect([hashFolder(file).narHash]).toEqual(await hashByNix([file]));
  });
});

test('what is no file cannot be hashed', () => {
  expect(() => hashFolder('/dev/null')).toThrow('/dev/null is neither a file nor a folder');
});

/** Worry: the wrong packages are chosen, or fetched from the wrong place. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';

const control = () => import('../debian/debian-control.mjs');
const sources = () => import('../debian/debian-sources.mjs');
const closure = () => import('../debian/library-closure.mjs');

describe('control files', () => {
  it('give back what was written', async () => {
    const { paragraphs } = await control();
    const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
    const word = fc.stringMatching(/^[!-~]{1,10}$/);
    const value = fc.array(word, { minLength: 1, maxLength: 3 }).map((lines) => lines.join('\n'));
    const paragraph = fc.uniqueArray(fc.tuple(name, value), {
      minLength: 1,
      maxLength: 5,
      selector: ([field]) => field,
    });
    fc.assert(
      fc.property(
        fc.array(paragraph, { maxLength: 5 }),
        fc.constantFrom('\n', '\r\n'),
        (written, newline) => {
          const text = written
            .map((fields) =>
              fields
                .map(
                  ([field, lines]) => `${field.toUpperCase()}: ${lines.replaceAll('\n', '\n ')}\n`,
                )
                .join(''),
            )
            .join('\n \n\n')
            .replaceAll('\n', newline);
          expect([...paragraphs(text)]).toEqual(written.map((fields) => new Map(fields)));
        },
      ),
    );
  });

  it('may have comments, and fields nobody asked for', async () => {
    const { paragraphs } = await control();
    const text = '# c\nPackage: a\nDescription: x\n Package: b\n# c\nVersion: 1\n';
    expect([...paragraphs(text, new Set(['package', 'version']))]).toEqual([
      new Map([
        ['package', 'a'],
        ['version', '1'],
      ]),
    ]);
  });
});

describe('dependencies', () => {
  const index = (packages: Record<string, { depends?: string; provides?: string }>) => ({
    suite: 'made',
    mirror: { url: 'http://mirror.example/debian' },
    packages: new Map(
      Object.entries(packages).map(([name, { depends = '', provides = '' }]) => [
        name,
        {
          name,
          version: '1',
          filename: `pool/${name}.deb`,
          sha256: '0'.repeat(64),
          size: 1,
          depends,
          provides,
        },
      ]),
    ),
  });

  it('are followed when they are libraries: alternatives, provided names, t64 names, cycles', async () => {
    const { libraryClosure } = await closure();
    const found = libraryClosure(
      index({
        'nix-bin': {
          depends:
            'liba (>= 1:2.0~) | libb, libcurl4 (>= 7), bash, libmissing | libd, libe:any, libp-perl',
        },
        liba: { depends: 'libc, dpkg (>= 1)' },
        libb: {},
        libc: { depends: 'liba' },
        libcurl4t64: { provides: 'libcurl4 (= 8.1)' },
        libd: {},
        libe: {},
        'libp-perl': {},
        bash: { depends: 'libreadline' },
        libreadline: {},
      }),
      'nix-bin',
    );
    expect(found.map(({ name }) => name)).toEqual([
      'nix-bin',
      'liba',
      'libcurl4t64',
      'libd',
      'libe',
      'libc',
    ]);
    expect(found[0]).toEqual({
      name: 'nix-bin',
      version: '1',
      filename: 'pool/nix-bin.deb',
      sha256: '0'.repeat(64),
      size: 1,
    });
  });

  it('that are libraries and not to be had are named', async () => {
    const { libraryClosure } = await closure();
    expect(() =>
      libraryClosure(index({ 'nix-bin': { depends: 'libgone5 (>= 1)' } }), 'nix-bin'),
    ).toThrow(
      'made lacks libgone5, which nix-bin needs: the suite is being changed, try again later or take another.',
    );
    expect(() => libraryClosure(index({}), 'nix-bin')).toThrow(/has no package nix-bin/);
  });
});

describe('mirrors', () => {
  let aptFolder: string;
  beforeEach(() => {
    aptFolder = mkdtempSync(join(tmpdir(), 'debian-sources-'));
    mkdirSync(join(aptFolder, 'sources.list.d'));
  });
  afterEach(() => rmSync(aptFolder, { recursive: true, force: true }));
  const write = (name: string, text: string) => writeFileSync(join(aptFolder, name), text);

  it('are read from both forms of sources, without those for other things', async () => {
    write(
      'sources.list',
      [
        '# deb http://commented.example/debian trixie main',
        'deb [arch=amd64 signed-by=/usr/share/keyrings/one.gpg] http://one.example/debian/ trixie main contrib # first',
        'deb-src http://source.example/debian trixie main',
        'deb http://security.example/debian-security trixie-security main',
        'deb https://vendor.example/apt stable vendor',
        'deb file:/srv/mirror trixie main',
        'deb http://flat.example ./',
      ].join('\n'),
    );
    write(
      'sources.list.d/debian.sources',
      'Types: deb deb-src\n# http://comment.example\nURIs: http://two.example/debian\n https://three.example/debian\nSuites: trixie trixie-updates\nComponents: main\nSigned-By: /usr/share/keyrings/two.pgp\n\nTypes: deb\nURIs: http://one.example/debian\nSuites: sid\nComponents: main\n\nEnabled: no\nTypes: deb\nURIs: http://off.example/debian\nSuites: sid\nComponents: main\n',
    );
    write('sources.list.d/off.list.disabled', 'deb http://disabled.example/debian trixie main\n');
    expect(await (await sources()).debianMirrors({ env: {}, aptFolder })).toEqual([
      { url: 'http://one.example/debian' },
      { url: 'http://two.example/debian' },
      { url: 'https://three.example/debian' },
    ]);
  });

  it('in the variable come instead of the machine’s own', async () => {
    write('sources.list', 'deb http://one.example/debian trixie main\n');
    const env = { NX_NIX_DEBIAN_MIRROR: 'https://a.example/debian/, http://b.example' };
    expect(await (await sources()).debianMirrors({ env, aptFolder })).toEqual([
      { url: 'https://a.example/debian' },
      { url: 'http://b.example' },
    ]);
    await expect(
      (await sources()).debianMirrors({ env: { NX_NIX_DEBIAN_MIRROR: 'a.example' }, aptFolder }),
    ).rejects.toThrow(/not an http or https address/);
  });

  it('are missed with a sentence that names the variable', async () => {
    await expect(
      (await sources()).debianMirrors({ env: {}, aptFolder: join(aptFolder, 'none') }),
    ).rejects.toThrow(/Set NX_NIX_DEBIAN_MIRROR/);
  });
});

describe('InRelease', () => {
  const read = async (text: string) =>
    (await import('../debian/release.mjs')).readRelease(text, 'here');
  const body = `Suite: stable\nCodename: made\nDate: Sat, 01 Aug 2026 09:15:44 UTC\nAcquire-By-Hash: yes\nMD5Sum:\n ${'1'.repeat(32)} 5 main/binary-amd64/Packages.gz\nSHA256:\n ${'a'.repeat(64)}  5 main/binary-amd64/Packages.gz\n`;

  it('says its names, its age and the hashes of the indices', async () => {
    expect(await read(body)).toEqual({
      names: ['made', 'stable'],
      codename: 'made',
      date: new Date('2026-08-01T09:15:44Z'),
      byHash: true,
      files: new Map([['main/binary-amd64/Packages.gz', { sha256: 'a'.repeat(64), size: 5 }]]),
    });
    const until = 'Valid-Until: Sat,  8 Aug 2026 09:15:44 UTC\n';
    expect(await read(until + body)).toMatchObject({
      validUntil: new Date('2026-08-08T09:15:44Z'),
    });
  });

  it.each([
    ['without hashes', body.replace('SHA256', 'SHA1'), /names no SHA-256/],
    ['in two parts', `A: b\n\n${body}`, /names no SHA-256/],
    ['without a date', body.replace('Date', 'Data'), /does not say how old it is: its Date is ""/],
    ['with a date without a zone', body.replace(' UTC', ''), /its Date is/],
    ['that may be used as long as one likes', `Valid-Until: never\n${body}`, /its Valid-Until is/],
  ])('%s is refused', async (_, text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });
});

/** Worry: the Nix that is taken cannot build, or is another one than the user meant. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const mirrorOf = async (suite: string, packages?: readonly object[]) => {
  const { loopbackMirror, madeNix } = await import('./loopback-mirror.mjs');
  return loopbackMirror({ suite, packages: (packages as ReturnType<typeof madeNix>) ?? madeNix() });
};
const bring = async () => (await import('../nix/private-nix.mjs')).bringPrivateNix;
const find = async () => (await import('../nix/find-nix.mjs')).findNix;
const patience = { attempts: 2, pause: 10, silence: 2_000 };
const system = 'x86_64-linux';

let folder: string;
let mirror: Awaited<ReturnType<typeof mirrorOf>>;
beforeEach(async () => {
  const { goodKey, keyringFile } = await import('./made-keys.mjs');
  process.env['NX_NIX_DEBIAN_KEYRING'] = keyringFile([await goodKey()]);
  folder = mkdtempSync(join(tmpdir(), 'find-nix-'));
  mirror = await mirrorOf('trixie');
});
afterEach(async () => {
  delete process.env['NX_NIX_DEBIAN_KEYRING'];
  (await import('./made-keys.mjs')).removeKeyrings();
  await mirror.close();
  await (await import('../files/remove-tree.mjs')).removeTree(folder);
});
const options = () => ({ suite: 'trixie', folder, mirrors: mirror.mirrors, patience, system });

describe('finding a Nix', () => {
  /** A folder for PATH with a Nix; the argument is the script of its nix-build. */
  const nixOnPath = (nixBuild: string) => {
    const bin = join(folder, 'on-path');
    mkdirSync(bin);
    for (const name of ['nix', 'nix-build', 'nix-store', 'nix-instantiate']) {
      writeFileSync(
        join(bin, name),
        `#!/bin/sh\n${name === 'nix-build' ? nixBuild : 'echo "nix (Nix) 2.99.1"'}\n`,
      );
      chmodSync(join(bin, name), 0o755);
    }
    return bin;
  };
  const finder = async (path: string, log: (line: string) => void = () => {}) => {
    const bringPrivateNix = await bring();
    return (await find())({
      env: { PATH: path },
      log,
      bring: ({ suite }) => bringPrivateNix({ ...options(), suite, log }),
    });
  };

  it('takes the one on PATH that builds', async () => {
    const bin = nixOnPath('echo /nix/store/abc-proof');
    expect(await finder(`/nonexistent:${bin}`)).toEqual({
      kind: 'system',
      version: '2.99.1',
      bin,
      env: {},
      storeDir: '/nix/store',
    });
    expect(mirror.asked).toEqual([]);
  });

  it('takes the one that NX_NIX_BIN names before that on PATH, and no other instead', async () => {
    const named = nixOnPath('echo /nix/store/abc-proof');
    const findNix = await find();
    const from = (NX_NIX_BIN: string, PATH = '') => findNix({ env: { NX_NIX_BIN, PATH } });
    expect(await from(named, '/nonexistent')).toMatchObject({ kind: 'named', bin: named, env: {} });
    await expect(from(folder, named)).rejects.toThrow(
      `NX_NIX_BIN is ${folder}, which has no nix and no nix-build and no nix-instantiate and no nix-store to run: name`,
    );
    writeFileSync(join(named, 'nix-build'), '#!/bin/sh\necho "error: disk full" >&2; exit 1');
    await expect(from(named, named)).rejects.toThrow(
      /^The Nix in .*, which NX_NIX_BIN names, cannot build: .*disk full\. Mend it, or leave NX_NIX_BIN out\.$/,
    );
    expect(mirror.asked).toEqual([]);
  });

  it('brings a private one when the one on PATH cannot build, and says so', async () => {
    const lines: string[] = [];
    const bin = nixOnPath('echo "error: cannot connect to socket" >&2; exit 1');
    expect(await finder(bin, (line) => lines.push(line))).toMatchObject({
      kind: 'private',
      version: '2.26.3',
    });
    expect(lines).toContain(
      `the nix in ${bin} cannot build (nix-build ended with status 1: error: cannot connect to socket); bringing a private one`,
    );
    expect(lines.at(-1)).toMatch(
      /^using a private Nix 2\.26\.3; its store, .*\/trixie\/store, serves the demo and the tests only\. Its builds are not sandboxed: they use the shell of this machine$/,
    );
  });

  it('falls back to the older suite where the mirror does not have the newer', async () => {
    await mirror.close();
    const { madeNix } = await import('./loopback-mirror.mjs');
    mirror = await mirrorOf('bookworm', madeNix({ version: '2.8.0-1' }));
    const lines: string[] = [];
    const log = (line: string) => lines.push(line);
    expect(await finder('', log)).toMatchObject({ kind: 'private', version: '2.8.0' });
    expect(lines.join()).toMatch(/A private one from trixie cannot be brought: No mirror has/);
  });

  it('says what was tried and what to install when there is none', async () => {
    const { madeNix } = await import('./loopback-mirror.mjs');
    await mirror.close();
    mirror = await mirrorOf('trixie', madeNix({ nixBuild: 'echo "error: disk full" >&2; exit 1' }));
    await expect(finder('')).rejects.toThrow(
      /^No Nix can build here\. There is no nix on PATH\. A private Nix 2\.26\.3 was brought to .* and cannot build: .*disk full\. .*bookworm.* Install Nix \(Debian and Ubuntu have it as nix-bin\), or name a Debian mirror in NX_NIX_DEBIAN_MIRROR\.$/,
    );
    await mirror.close();
    await expect(
      (await find())({
        env: { PATH: '' },
        bring: async () => (await bring())({ ...options(), folder: join(folder, 'other') }),
      }),
    ).rejects.toThrow(/No Nix can build here.*Could not fetch/);
  });

  it('gives up on a nix that hangs, with all it has started', async () => {
    const { canBuild } = await import('../nix/can-build.mjs');
    const bin = nixOnPath(`sleep 300 & echo $! > ${join(folder, 'pid')}; wait`);
    expect(await canBuild({ bin, env: {} }, { timeout: 500 })).toEqual({
      builds: false,
      why: 'nix-build did not end within 0.5 seconds',
    });
    const pid = Number(readFileSync(join(folder, 'pid'), 'utf8'));
    await new Promise((resolve) => setTimeout(resolve, 100));
    // ended, or a zombie
    const state = existsSync(`/proc/${pid}/stat`)
      ? readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[2]
      : 'gone';
    expect(['gone', 'Z']).toContain(state);
  });
});

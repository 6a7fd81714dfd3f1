/** Worry: on the whole way, something gets around the signature or the age of an index. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PrivateKey } from 'openpgp';

const ago = (days: number) => new Date(Date.now() - days * 24 * 60 * 60 * 1000);
const patience = { attempts: 1, pause: 10, silence: 2_000 };
const made = () => import('./made-keys.mjs');
const mirrorOf = async (options: { suite?: string; packages?: object[]; key?: PrivateKey }) => {
  const { loopbackMirror, madeNix } = await import('./loopback-mirror.mjs');
  const packages = (options.packages as ReturnType<typeof madeNix>) ?? madeNix();
  return loopbackMirror({ suite: 'trixie', ...options, packages });
};
type Mirror = Awaited<ReturnType<typeof mirrorOf>>;

let folder: string;
let mirror: Mirror;
const others: Mirror[] = [];
beforeEach(async () => {
  const { goodKey, keyringFile } = await made();
  process.env['NX_NIX_DEBIAN_KEYRING'] = keyringFile([await goodKey()]);
  folder = mkdtempSync(join(tmpdir(), 'supply-'));
  mirror = await mirrorOf({});
});
afterEach(async () => {
  delete process.env['NX_NIX_DEBIAN_KEYRING'];
  (await import('./made-keys.mjs')).removeKeyrings();
  for (const one of [mirror, ...others.splice(0)]) await one.close();
  await (await import('../files/remove-tree.mjs')).removeTree(folder);
});

describe('a private Nix', () => {
  /** Brings it, and gives what was printed. */
  const bring = async (
    accept: { snapshot?: boolean; staleDays?: number } = {},
    { mirrors = mirror.mirrors, renew = true } = {},
  ) => {
    const { bringPrivateNix } = await import('../nix/private-nix.mjs');
    const lines: string[] = [];
    const all = { snapshot: false, staleDays: 0, expiredKeys: [], ...accept };
    const log = (line: string) => lines.push(line);
    const options = { suite: 'trixie', system: 'x86_64-linux', folder, patience };
    await bringPrivateNix({ ...options, accept: all, mirrors, renew, log });
    return lines;
  };

  it('is not brought by an index that somebody else has signed, or nobody', async () => {
    const { madeKey } = await made();
    await mirror.release({ keys: [await madeKey()] });
    await expect(bring()).rejects.toThrow(/none that is trusted here/);
    mirror.files.set('/debian/dists/trixie/InRelease', Buffer.from('Suite: trixie\nSHA256:\n'));
    await expect(bring({ snapshot: true, staleDays: 99 })).rejects.toThrow(/has no signature/);
    // Neither packages nor an index were asked for.
    expect(mirror.asked.every((path) => path.endsWith('InRelease'))).toBe(true);
  });

  it('is not brought by the index of another suite', async () => {
    const other = await mirrorOf({ suite: 'sid' });
    others.push(other);
    const theirs = other.files.get('/debian/dists/sid/InRelease');
    mirror.files.set('/debian/dists/trixie/InRelease', theirs!);
    await expect(bring({ snapshot: true })).rejects.toThrow(/is of another suite: sid/);
  });

  it('is not brought by the list of the last time when the mirror is not to be trusted', async () => {
    await bring();
    const { madeKey } = await made();
    await mirror.release({ keys: [await madeKey()] });
    await expect(bring()).rejects.toThrow(/not to be trusted/);
    await mirror.close();
    expect((await bring()).join()).toMatch(/Taking the list of packages of the last time, of 20/);
  });

  it('is not brought by an older index than the last one', async () => {
    await bring();
    await mirror.release({ date: ago(10) });
    await expect(bring()).rejects.toThrow(/older than the newest one seen here/);
    await expect(bring({ staleDays: 30 })).rejects.toThrow(/older than the newest one seen here/);
    expect(await bring({ snapshot: true })).toEqual(
      expect.arrayContaining([
        '--snapshot: how old an index is is not checked',
        expect.stringMatching(/is older than the newest one seen here .*: accepted by --snapshot/),
      ]),
    );
  });

  it('says at each run what was accepted when it was brought', async () => {
    await mirror.release({ validUntil: ago(3) });
    await expect(bring({ staleDays: 2 })).rejects.toThrow(/4 days ago|3 days ago/);
    expect((await bring({ staleDays: 9 })).join()).toMatch(/had expired on .* by --stale 9/);
    const [line, ...rest] = await bring({}, { renew: false });
    expect(line).toMatch(/^brought when the index of trixie had expired on .* by --stale 9$/);
    expect(rest).toEqual([]);
  });

  it.each([
    ['InRelease', 10_000_000],
    ['/by-hash/', 1_000],
    ['libc6', 1_000],
  ])('is not brought where %s does not end', async (what, atLeast) => {
    let sent = 0;
    mirror.answer = (path, response) => {
      if (!path.includes(what)) return false;
      const piece = Buffer.alloc(100_000, 'x');
      const send = () => {
        sent += piece.length;
        if (!response.destroyed) response.write(piece, () => setImmediate(send));
      };
      send();
      return true;
    };
    await expect(bring()).rejects.toThrow(/it has more than \d+ bytes/);
    expect(sent).toBeGreaterThanOrEqual(atLeast);
    expect(sent).toBeLessThan(atLeast + 20_000_000);
  });

  it('comes from the next mirror, and what was wrong with the first is told', async () => {
    const { madeKey } = await made();
    const bad = await mirrorOf({ key: await madeKey() });
    others.push(bad);
    const mirrors = async () => [{ url: bad.url }, { url: mirror.url }];
    expect(await bring({}, { mirrors })).toContainEqual(
      expect.stringMatching(/^not taken: .*none that is trusted here/),
    );
  });
});

describe('renewing the pinned keys', () => {
  let keys: string;
  const OWNER = 'Debian Archive Automatic Signing Key';
  /** A mirror whose keyring package has these keys, and what is pinned before. */
  const mirrorWith = async (keyring: PrivateKey[], key: PrivateKey, version = '2027.1') => {
    const content = Buffer.concat(keyring.map((one) => one.toPublic().write()));
    const path = './usr/share/keyrings/debian-archive-keyring.pgp';
    const packages = [{ name: 'debian-archive-keyring', version, files: [{ path, content }] }];
    const other = await mirrorOf({ packages, key });
    others.push(other);
    return other;
  };
  const pin = async (pinned: PrivateKey[]) => {
    const { writePinned } = await import('../trust/pin-keys.mjs');
    const floors = { trixie: '2026-01-01' };
    const said = { version: '2025.1', sha256: '', floors };
    await writePinned({ folder: keys, keys: pinned.map((key) => key.toPublic()), pinned: said });
  };
  const renew = async (from: Mirror) => {
    const { renewKeys } = await import('../debian/renew-keys.mjs');
    const mirrors = await from.mirrors();
    const common = { suite: 'trixie', suites: ['trixie', 'gone'], cache: join(folder, 'debs') };
    return renewKeys({ ...common, folder: keys, mirrors, patience });
  };
  const print = (key: PrivateKey) => key.getFingerprint().toUpperCase();
  const files = () =>
    readdirSync(keys)
      .sort()
      .map((name) => [name, readFileSync(join(keys, name), 'utf8')]);
  beforeEach(() => {
    keys = join(folder, 'keys');
    mkdirSync(keys);
  });

  it('takes the archive’s keys that are valid, where a pinned one signed the index', async () => {
    const { madeKey } = await made();
    const { revokeKey } = await import('openpgp');
    const [old, next] = [await madeKey(), await madeKey({ owner: `${OWNER} (100/next)` })];
    const revoked = await revokeKey({ key: await madeKey(), format: 'object' });
    const keyring = [
      await madeKey({ owner: 'Debian Security Archive Automatic Signing Key (100/next)' }),
      await madeKey({ days: 999 }),
      revoked.privateKey,
      next,
    ];
    await pin([old]);
    const pinned = await renew(await mirrorWith(keyring, old));
    expect(pinned).toMatchObject({
      version: '2027.1',
      keys: [{ fingerprint: print(next), owner: `${OWNER} (100/next) <made@example.org>` }],
      floors: { trixie: ago(90).toISOString().slice(0, 10) },
    });
    expect(files().map(([name]) => name)).toEqual([`${print(next)}.asc`, 'pinned.json']);
    // The new key is as good as the old one was.
    const after = await mirrorWith([old, next], next, '2027.2');
    expect((await renew(after)).keys).toHaveLength(2);
  });

  it('leaves all as it is when another key has signed, whatever a variable accepts', async () => {
    const { goodKey, madeKey } = await made();
    const [old, next] = [await madeKey(), await madeKey()];
    await pin([old]);
    const before = files();
    // The key of the user's keyring does not count here.
    for (const key of [next, await goodKey()])
      await expect(renew(await mirrorWith([next], key))).rejects.toThrow(/none that is trusted/);
    process.env['NX_NIX_DEBIAN_SNAPSHOT'] = '1';
    try {
      const stale = await mirrorWith([next], old);
      await stale.release({ validUntil: ago(1) });
      await expect(renew(stale)).rejects.toThrow(/may be an old one/);
    } finally {
      delete process.env['NX_NIX_DEBIAN_SNAPSHOT'];
    }
    await expect(
      renew(await mirrorWith([await madeKey({ owner: 'Somebody' })], old)),
    ).rejects.toThrow(/no key of its archive that is valid today/);
    expect(files()).toEqual(before);
  });

  it.each(['2025.1', '2023.3+deb12u2'])(
    'takes no keys of %s, which is not newer',
    async (version) => {
      const { madeKey } = await made();
      const old = await madeKey();
      await pin([old]);
      const pinned = await renew(await mirrorWith([await madeKey()], old, version));
      expect(pinned).toMatchObject({ version: '2025.1', keys: [{ fingerprint: print(old) }] });
    },
  );
});

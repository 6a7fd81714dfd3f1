/** Worry: packages are taken that Debian has not signed, or no longer stands for. */
import fc from 'fast-check';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PrivateKey } from 'openpgp';

const made = () => import('./made-keys.mjs');
const DAY = 24 * 60 * 60 * 1000;
const ago = (days: number) => new Date(Date.now() - days * DAY);
const TEXT = 'Suite: made\n- dashed: line\n\nSHA256:\n abc\n';

/** Verifies a file by the public halves of keys. */
const check = async (
  file: string,
  keys: readonly PrivateKey[],
  options: { expiredKeys?: readonly string[]; now?: Date } = {},
) => {
  const { verifySigned } = await import('../trust/verify-signed.mjs');
  const trust = { keys: keys.map((key) => key.toPublic()) };
  return verifySigned(file, { from: 'here', trust, ...options });
};
const print = (key: PrivateKey) => key.getFingerprint().toUpperCase();

describe('a signature', () => {
  it('is good by a trusted key, and gives the text that was signed', async () => {
    const { goodKey, signed } = await made();
    const key = await goodKey();
    const file = await signed(TEXT, [key]);
    for (const sent of [file, file.replaceAll('\n', '\r\n'), `${file}\n\n`])
      expect(await check(sent, [key])).toEqual({
        text: TEXT,
        signedBy: print(key),
        accepted: [],
      });
  });

  it('is enough when it is one good one of several', async () => {
    const { goodKey, madeKey, signed } = await made();
    const [good, unknown] = [await goodKey(), await madeKey()];
    const expired = await madeKey({ days: 999 });
    for (const keys of [
      [unknown, good],
      [good, unknown],
    ]) {
      const file = await signed(TEXT, keys);
      expect(await check(file, [good])).toMatchObject({ signedBy: print(good) });
      await expect(check(file, [expired])).rejects.toThrow(/none that is trusted here; the key/);
    }
    const both = await signed(TEXT, [expired, good], ago(10));
    expect(await check(both, [expired, good])).toMatchObject({ signedBy: print(good) });
    const wrong = (await signed(TEXT, [unknown, good])).replace('made', 'mode');
    await expect(check(wrong, [unknown, good])).rejects.toThrow(/is no good/);
  });

  it('by another key is none, also if that has the same name', async () => {
    const { goodKey, madeKey, signed } = await made();
    const file = await signed(TEXT, [await madeKey()]);
    await expect(check(file, [await goodKey()])).rejects.toThrow(
      /^here is not to be trusted: the key [0-9a-f]{16}, which signed it, is none that is trusted here\. Take another mirror .*renew-debian-keys/,
    );
    await expect(check(file, [])).rejects.toThrow(/none that is trusted/);
  });

  it.each([
    ['the key', { days: 999, subkeyDays: 0 }],
    ['its subkey', { days: 0, subkeyDays: 999 }],
    ['both', { days: 999, subkeyDays: 999 }],
  ])('was good, but %s has expired since: only by name', async (_, lasts) => {
    const { madeKey, signed } = await made();
    const key = await madeKey(lasts);
    const file = await signed(TEXT, [key], ago(10));
    // The library alone would take it.
    const openpgp = await import('openpgp');
    const message = await openpgp.readCleartextMessage({ cleartextMessage: file });
    const { signatures } = await openpgp.verify({ message, verificationKeys: key.toPublic() });
    expect(await signatures[0]?.verified).toBe(true);

    const since = ago(1).toISOString().slice(0, 10);
    await expect(check(file, [key])).rejects.toThrow(
      `the key ${print(key)} had expired on ${since}, which only --expired-key ${print(key)} accepts`,
    );
    await expect(check(file, [key], { expiredKeys: ['0'.repeat(40)] })).rejects.toThrow(/expired/);
    expect(await check(file, [key], { expiredKeys: [print(key)] })).toMatchObject({
      text: TEXT,
      accepted: [`the key ${print(key)} had expired on ${since}: accepted by --expired-key`],
    });
    expect(await check(file, [key], { now: ago(5) })).toMatchObject({ accepted: [] });
  });

  it('made when its key had expired already is refused, also by name', async () => {
    const { madeKey, signed } = await made();
    // openpgp does not sign with such a key, so here it is said afterwards that it had expired.
    const unlimited = await madeKey();
    const file = await signed(TEXT, [unlimited]);
    const expiredKeys = [print(unlimited)];
    const { reformatKey } = await import('openpgp');
    const { privateKey } = await reformatKey({
      privateKey: unlimited,
      userIDs: [{ name: 'Again' }],
      date: ago(900),
      keyExpirationTime: (990 * DAY) / 1000,
      format: 'object',
    });
    await expect(check(file, [privateKey], { expiredKeys })).rejects.toThrow(/is no good/);
  });

  it.each(['the key', 'its subkey'])('is none when %s was revoked', async (which) => {
    const { madeKey, signed } = await made();
    const key = await madeKey({ days: 999 });
    const file = await signed(TEXT, [key], ago(10));
    const { revokeKey } = await import('openpgp');
    const revoked = await (which === 'the key'
      ? revokeKey({ key, format: 'object' }).then(({ privateKey }) => privateKey)
      : revokeSubkey(key));
    for (const expiredKeys of [[], [print(key)]]) {
      for (const now of [new Date(), ago(5)])
        await expect(check(file, [revoked], { expiredKeys, now })).rejects.toThrow(/was revoked/);
    }
  });

  it('of the future is refused, and the clock is named', async () => {
    const { goodKey, signed } = await made();
    const file = await signed(TEXT, [await goodKey()], ago(-2));
    await expect(check(file, [await goodKey()])).rejects.toThrow(/is the clock of this machine/);
  });

  it('of another kind is none: not one over nothing', async () => {
    const { goodKey, signed } = await made();
    const key = await goodKey();
    const openpgp = await import('openpgp');
    const file = await signed(TEXT, [key]);
    const message = await openpgp.readCleartextMessage({ cleartextMessage: file });
    // A certification of the key itself, in the place of the signature.
    const armor = (key.toPublic().users[0]?.selfCertifications ?? []).map((packet) => {
      const list = new openpgp.PacketList<typeof packet>();
      list.push(packet);
      return new openpgp.Signature(list).armor();
    });
    const own = armor.join('').replaceAll('\r\n', '\n');
    const forged = file.replace(/-----BEGIN PGP SIGNATURE-----[^]*$/, own);
    expect(forged).toContain(TEXT.slice(0, 10));
    expect(message.getText()).toBe(TEXT);
    await expect(check(forged, [key])).rejects.toThrow(/holds no signature|mismatch/);
  });
});

describe('a file', () => {
  it('that is changed anywhere is refused, or says the same', async () => {
    const { goodKey, signed } = await made();
    const key = await goodKey();
    const file = await signed(TEXT, [key]);
    const place = fc.nat(file.length);
    const text = fc.oneof(fc.string({ maxLength: 3 }), fc.constantFrom('\n', '\r', '-', '- ', ' '));
    await fc.assert(
      fc.asyncProperty(place, fc.nat(3), text, async (at, removed, inserted) => {
        const changed = file.slice(0, at) + inserted + file.slice(at + removed);
        const { Untrusted } = await import('../messages/untrusted.mjs');
        const said = await check(changed, [key]).catch((thrown: unknown) => thrown);
        if (said instanceof Error) expect(said).toBeInstanceOf(Untrusted);
        // What ends a line is not signed, and what is before the text and behind it is not read.
        else expect(said).toMatchObject({ text: TEXT, signedBy: print(key) });
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  it.each([
    ['before it', (file: string) => `SHA256:\n${file}`],
    ['behind it', (file: string) => `${file}SHA256:\n`],
    ['that is signed, too', (file: string) => `${file}${file}`],
    ['that looks like its end', (file: string) => `-----END PGP SIGNATURE-----\n${file}`],
    ['on the line of its end', (file: string) => `${file.trimEnd()} x\n`],
  ])('with text %s is refused', async (_, around) => {
    const { goodKey, signed } = await made();
    const file = await signed(TEXT, [await goodKey()]);
    await expect(check(around(file), [await goodKey()])).rejects.toThrow(
      /not an InRelease file as Debian signs them: it has text around the signed part/,
    );
  });

  it.each([
    ['no signature', TEXT, /it has no signature/],
    ['nothing', '', /it has no signature/],
    ['a page', '<html>please log in</html>', /it has no signature/],
  ])('that is %s is refused', async (_, file, message) => {
    const { goodKey } = await made();
    await expect(check(file, [await goodKey()])).rejects.toThrow(message);
  });

  it('with an empty or a broken signature is refused', async () => {
    const { goodKey, signed } = await made();
    const key = await goodKey();
    const file = await signed(TEXT, [key]);
    const [head = '', body = ''] = file.split('-----BEGIN PGP SIGNATURE-----\n');
    const end = '-----END PGP SIGNATURE-----\n';
    for (const inside of ['\n', '\nAAAA\n', body.slice(0, 60) + '\n'])
      await expect(
        check(`${head}-----BEGIN PGP SIGNATURE-----\n${inside}${end}`, [key]),
      ).rejects.toThrow(/not an InRelease file|not to be trusted/);
  });
});

describe('the age of an index', () => {
  const now = new Date('2026-11-28T12:00:00Z');
  const age = async (options: {
    date?: string;
    validUntil?: string;
    floor?: string;
    newest?: string;
    snapshot?: boolean;
    staleDays?: number;
  }) => {
    const { checkAge } = await import('../trust/index-age.mjs');
    const { snapshot = false, staleDays = 0, date = '2026-11-20', ...dates } = options;
    const read = Object.entries(dates).map(([name, text]) => [name, new Date(text)]);
    return checkAge({
      from: 'here',
      suite: 'made',
      date: new Date(date),
      accept: { snapshot, staleDays },
      now,
      ...(Object.fromEntries(read) as { floor?: Date }),
    });
  };

  it.each([
    ['without an end and without an older one', {}],
    ['that is valid', { validUntil: '2026-11-29' }],
    [
      'that is valid, and older than another mirror’s',
      { validUntil: '2026-11-29', newest: '2026-11-21' },
    ],
    [
      'that is as old as the floor and the newest seen',
      { floor: '2026-11-20', newest: '2026-11-20' },
    ],
  ])('%s is taken', async (_, options) => {
    expect(await age(options)).toEqual([]);
  });

  it.each([
    [
      'that has expired',
      { validUntil: '2026-11-27' },
      /^here may be an old one: it expired on 2026-11-27 00:00 UTC, 2 days ago\. .*--stale 2 /,
    ],
    ['that expired in 2010', { validUntil: '2010-01-01', staleDays: 30 }, /6176 days ago/],
    ['that expired a day too early', { validUntil: '2026-11-25', staleDays: 3 }, /--stale 4 /],
    [
      'older than the floor',
      { floor: '2026-11-21' },
      /older than what these tools accept \(2026-11-21/,
    ],
    [
      'older than the newest seen',
      { newest: '2026-11-21', floor: '2026-11-01' },
      /older than the newest one seen here \(2026-11-21/,
    ],
    [
      'that is stale by name, and older than the newest seen',
      { validUntil: '2026-11-27', staleDays: 9, newest: '2026-11-21' },
      /older than the newest one/,
    ],
    [
      'that is stale by name, and older than the floor',
      { validUntil: '2026-11-27', staleDays: 9, floor: '2026-11-21' },
      /older than what/,
    ],
  ])('%s is refused', async (_, options, message) => {
    await expect(age(options)).rejects.toThrow(message);
  });

  it.each([
    [
      '--stale',
      { validUntil: '2026-11-25', staleDays: 4 },
      ['the index of made had expired on 2026-11-25 00:00 UTC: accepted by --stale 4'],
    ],
    [
      '--snapshot',
      { validUntil: '2010-01-01', newest: '2026-11-21', snapshot: true },
      [
        expect.stringMatching(/2010.*--snapshot/),
        expect.stringMatching(/older than the newest.*--snapshot/),
      ],
    ],
  ])('is accepted by %s, and says so', async (_, options, lines) => {
    expect(await age(options)).toEqual(lines);
  });
});

describe('what the user accepts', () => {
  const read = async (options: object, env: Record<string, string> = {}) =>
    (await import('../trust/acceptance.mjs')).acceptance(options, env);
  const fingerprint = 'ABCDEF0123'.repeat(4);

  it('is nothing by default', async () => {
    const nothing = { snapshot: false, staleDays: 0, expiredKeys: [] };
    expect(await read({})).toEqual(nothing);
    expect(await read({}, { NX_NIX_DEBIAN_SNAPSHOT: '0', NX_NIX_DEBIAN_STALE: '' })).toEqual(
      nothing,
    );
  });

  it('is said by options or by variables, and each run prints it', async () => {
    const all = { snapshot: true, staleDays: 30, expiredKeys: [fingerprint] };
    const spaced = fingerprint.toLowerCase().replace(/(.{4})/g, '$1 ');
    expect(await read({ snapshot: true, stale: '30', 'expired-key': [spaced] })).toEqual(all);
    const env = {
      NX_NIX_DEBIAN_SNAPSHOT: '1',
      NX_NIX_DEBIAN_STALE: '30',
      NX_NIX_DEBIAN_EXPIRED_KEY: fingerprint,
    };
    expect(await read({}, env)).toEqual(all);
    expect(await read({ stale: '5' }, env)).toMatchObject({ staleDays: 5 });
    const { acceptanceLines } = await import('../trust/acceptance.mjs');
    expect(acceptanceLines(all)).toEqual([
      '--snapshot: how old an index is is not checked',
      '--stale 30: an index may have been valid until 30 days ago',
      `--expired-key ${fingerprint}: this key may have expired`,
    ]);
  });

  it.each([
    [{}, { NX_NIX_DEBIAN_SNAPSHOT: 'yes' }, /NX_NIX_DEBIAN_SNAPSHOT is "yes"/],
    [{ stale: 'forever' }, {}, /--stale is "forever": it takes a number of days/],
    [{}, { NX_NIX_DEBIAN_STALE: '-1' }, /NX_NIX_DEBIAN_STALE is "-1"/],
    [{ 'expired-key': ['ABCDEF01'] }, {}, /takes all its 40 digits/],
  ])('is refused when it is not clear: %j %j', async (options, env, message) => {
    await expect(read(options, env as Record<string, string>)).rejects.toThrow(message);
  });
});

describe('the keys', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'trust-'))));
  afterEach(async () => {
    rmSync(folder, { recursive: true, force: true });
    (await made()).removeKeyrings();
  });
  const trusted = async (options: object) =>
    (await import('../trust/trusted-keys.mjs')).trustedKeys(options);

  it('that are pinned are the keys of their fingerprints, and can sign today', async () => {
    const { pinnedFolder, readPinned } = await import('../trust/trusted-keys.mjs');
    const { keyState } = await import('../trust/key-state.mjs');
    const pinned = await readPinned(pinnedFolder);
    const { keys, floors, said } = await trusted({ env: {} });
    expect(said).toBeUndefined();
    expect(keys.map((key) => key.getFingerprint().toUpperCase())).toEqual(
      pinned.keys.map(({ fingerprint }) => fingerprint),
    );
    expect(readdirSync(pinnedFolder).sort()).toEqual(
      [...pinned.keys.map(({ fingerprint }) => `${fingerprint}.asc`), 'pinned.json'].sort(),
    );
    // As https://ftp-master.debian.org/keys.html has them: not taken from the files.
    expect(pinned.keys.map(({ fingerprint }) => fingerprint)).toEqual(
      expect.arrayContaining([
        'B8B80B5B623EAB6AD8775C45B7C5D7D6350947F8',
        '04B54C3CDCA79751B16BC6B5225629DF75B188BD',
      ]),
    );
    const states = keys.flatMap((key) =>
      key.subkeys.map((subkey) => keyState(key, subkey.getKeyID(), new Date())),
    );
    // Older ones end before newer ones. When this fails: node tools/renew-debian-keys.mjs
    expect(await Promise.all(states)).toContainEqual({ kind: 'valid' });
    for (const key of keys) expect(key.isPrivate()).toBe(false);
    for (const floor of Object.values(floors)) expect(floor).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  it('that were exchanged beside their fingerprints are refused', async () => {
    const { writePinned } = await import('../trust/pin-keys.mjs');
    const { madeKey } = await made();
    const [one, two] = [(await madeKey()).toPublic(), (await madeKey()).toPublic()];
    const pinned = { version: '1', sha256: '', floors: {} };
    await writePinned({ folder, keys: [one], pinned });
    expect((await trusted({ env: {}, folder })).keys).toHaveLength(1);
    const file = join(folder, `${one.getFingerprint().toUpperCase()}.asc`);
    for (const text of [two.armor(), one.armor() + two.armor()]) {
      writeFileSync(file, text);
      await expect(trusted({ env: {}, folder })).rejects.toThrow(/is not|not the key/);
    }
  });

  it('of the user come instead, and each run says so; none is no choice', async () => {
    const { goodKey, keyringFile, madeKey } = await made();
    const keys = [await goodKey(), await madeKey()];
    const file = keyringFile(keys);
    const env = { NX_NIX_DEBIAN_KEYRING: file };
    const trust = await trusted({ env });
    expect(trust.keys).toHaveLength(2);
    expect(trust).toMatchObject({ floors: {}, said: expect.stringContaining(print(keys[0]!)) });
    await expect(trusted({ env: { NX_NIX_DEBIAN_KEYRING: 'none' } })).rejects.toThrow(
      /cannot be "none" any more: an index without a signature is never taken/,
    );
    await expect(trusted({ env: { NX_NIX_DEBIAN_KEYRING: join(folder, 'no') } })).rejects.toThrow(
      /cannot be read/,
    );
    writeFileSync(join(folder, 'bad'), 'no keys');
    await expect(trusted({ env: { NX_NIX_DEBIAN_KEYRING: join(folder, 'bad') } })).rejects.toThrow(
      /is not a keyring of OpenPGP/,
    );
  });
});

describe('the newest index seen', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'newest-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('only rises, by suite and archive; a damaged note is no note that all is well', async () => {
    const { NewestSeen } = await import('../trust/newest-seen.mjs');
    const seen = new NewestSeen(join(folder, 'a'), 'debian');
    expect(await seen.of('sid')).toBeUndefined();
    for (const day of [2, 3, 1]) await seen.note('sid', new Date(`2026-01-0${day}`));
    expect(await seen.of('sid')).toEqual(new Date('2026-01-03'));
    expect(await seen.of('trixie')).toBeUndefined();
    expect(await new NewestSeen(join(folder, 'a'), 'other').of('sid')).toBeUndefined();
    const [name = ''] = readdirSync(join(folder, 'a'));
    writeFileSync(join(folder, 'a', name), '');
    await expect(seen.of('sid')).rejects.toThrow(/remove it/);
  });
});

/** The key with its subkey revoked. */
async function revokeSubkey(key: PrivateKey): Promise<PrivateKey> {
  const { readPrivateKey } = await import('openpgp');
  const copy = await readPrivateKey({ armoredKey: key.armor() });
  const [subkey] = copy.subkeys;
  const packet = copy.keyPacket as Parameters<NonNullable<typeof subkey>['revoke']>[0];
  copy.subkeys[0] = await subkey!.revoke(packet);
  return copy;
}

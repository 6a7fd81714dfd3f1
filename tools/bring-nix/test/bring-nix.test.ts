/** Worry: a machine without Nix gets none, an incomplete one, or a wrong one. */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

const nixFolder = join(__dirname, '../nix');
const command = join(__dirname, '../../bring-nix.mjs');
const mirrorOf = async (suite: string, packages?: readonly object[]) => {
  const { loopbackMirror, madeNix } = await import('./loopback-mirror.mjs');
  return loopbackMirror({ suite, packages: (packages as ReturnType<typeof madeNix>) ?? madeNix() });
};
type Mirror = Awaited<ReturnType<typeof mirrorOf>>;
const bring = async () => (await import('../nix/private-nix.mjs')).bringPrivateNix;
const patience = { attempts: 2, pause: 10, silence: 2_000 };
const system = 'x86_64-linux';

let folder: string;
let mirror: Mirror;
beforeEach(async () => {
  const { goodKey, keyringFile } = await import('./made-keys.mjs');
  process.env['NX_NIX_DEBIAN_KEYRING'] = keyringFile([await goodKey()]);
  folder = mkdtempSync(join(tmpdir(), 'bring-nix-'));
  mirror = await mirrorOf('trixie');
});
afterEach(async () => {
  delete process.env['NX_NIX_DEBIAN_KEYRING'];
  (await import('./made-keys.mjs')).removeKeyrings();
  await mirror.close();
  await (await import('../files/remove-tree.mjs')).removeTree(folder);
});
const options = () => ({ suite: 'trixie', folder, mirrors: mirror.mirrors, patience, system });
const visible = (path: string) => readdirSync(path).sort();

describe('bringing a private Nix', () => {
  it('unpacks it beside its store, and is there at once the second time', async () => {
    const bringPrivateNix = await bring();
    const lines: string[] = [];
    const nix = await bringPrivateNix({ ...options(), log: (line) => lines.push(line) });
    const real = realpathSync(folder);
    expect(nix).toEqual({
      kind: 'private',
      suite: 'trixie',
      version: '2.26.3',
      bin: join(real, 'trixie/nix/bin'),
      env: { NX_NIX_STORE_ROOT: join(real, 'trixie') },
      storeDir: join(real, 'trixie/store'),
    });
    expect(visible(join(folder, 'trixie'))).toEqual(['nix']);
    expect(visible(folder)).toEqual(['.gitignore', 'debs', 'trixie']);
    expect(lines.join('\n')).toMatch(/trusting [0-9A-F]{40} of .* instead of Debian's keys/);
    expect(
      mirror.asked
        .filter((path) => path.includes('/pool/'))
        .map((path) => /([a-z0-9-]+)_/.exec(path)?.[1])
        .sort(),
    ).toEqual(['libc6', 'libnix1t64', 'nix-bin']);

    await mirror.close();
    expect(await bringPrivateNix(options())).toEqual(nix);
  });

  it('is made once by several at a time', async () => {
    const bringPrivateNix = await bring();
    const brought = await Promise.all(Array.from({ length: 4 }, () => bringPrivateNix(options())));
    expect(new Set(brought.map(({ bin }) => bin)).size).toBe(1);
    expect(mirror.asked.filter((path) => path.includes('nix-bin'))).toHaveLength(1);
    expect(visible(join(folder, 'trixie'))).toEqual(['nix']);
  });

  it('killed in the middle leaves nothing half: the next run is right', async () => {
    let killed: () => void = () => {};
    const stalled = new Promise<void>((resolve) => (killed = resolve));
    mirror.answer = (path, response) => {
      if (!path.includes('libc6')) return false;
      response.writeHead(200, { 'content-length': 1000 });
      response.write('half');
      killed();
      return true;
    };
    const script = `import { bringPrivateNix } from ${JSON.stringify(pathToFileURL(join(nixFolder, 'private-nix.mjs')).href)};
      await bringPrivateNix({ suite: 'trixie', folder: ${JSON.stringify(folder)}, system: 'x86_64-linux', mirrors: async () => [{ url: ${JSON.stringify(mirror.url)} }] });`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: 'ignore',
      env: { ...process.env },
    });
    await stalled;
    const ended = new Promise((resolve) => child.on('close', resolve));
    child.kill('SIGKILL');
    await ended;
    expect(existsSync(join(folder, 'trixie/nix'))).toBe(false);
    expect(existsSync(join(folder, 'trixie/nix.lock'))).toBe(true);

    mirror.answer = () => false;
    const started = performance.now();
    await (
      await bring()
    )(options());
    expect(performance.now() - started).toBeLessThan(10_000);
    expect(visible(join(folder, 'trixie'))).toEqual(['nix']);
  });

  it('goes on without a network when the packages are in the cache', async () => {
    const bringPrivateNix = await bring();
    await bringPrivateNix(options());
    await (await import('../files/remove-tree.mjs')).removeTree(join(folder, 'trixie'));
    await mirror.close();
    const lines: string[] = [];
    expect((await bringPrivateNix({ ...options(), log: (line) => lines.push(line) })).version).toBe(
      '2.26.3',
    );
    expect(lines.join('\n')).toMatch(/Taking the list of packages of the last time/);
  });

  it('is made anew, with an empty store, where the folder was moved to', async () => {
    const bringPrivateNix = await bring();
    await bringPrivateNix(options());
    mkdirSync(join(folder, 'trixie/store/old'), { recursive: true });
    const moved = `${folder}-moved`;
    renameSync(folder, moved);
    folder = moved;
    const nix = await bringPrivateNix(options());
    expect(existsSync(join(folder, 'trixie/store'))).toBe(false);
    expect(readFileSync(join(nix.bin, 'nix'), 'utf8')).toContain(realpathSync(moved));
  });

  it('refuses a package that is not the one the index names', async () => {
    for (const path of mirror.files.keys())
      if (path.includes('libc6')) mirror.files.set(path, Buffer.from('tampered'));
    await expect((await bring())(options())).rejects.toThrow(
      /libc6 1\.0-1 .* is not what it should be, and is not unpacked: its SHA-256 is/,
    );
    expect(visible(join(folder, 'trixie'))).toEqual([]);
  });

  it('does not use a file of the cache that was tampered with', async () => {
    const bringPrivateNix = await bring();
    await bringPrivateNix(options());
    const debs = join(folder, 'debs');
    const victim = readdirSync(debs).find((name) => name.endsWith('.deb')) ?? '';
    writeFileSync(join(debs, victim), 'tampered');
    await bringPrivateNix({ ...options(), renew: true });
    expect(readFileSync(join(debs, victim), 'utf8')).not.toBe('tampered');
  });

  it.each([
    [
      'an index that is not the one InRelease names',
      (path: string) => /Packages/.test(path),
      gzipSync('Package: nix-bin\n'),
      /its SHA-256 differs/,
    ],
    [
      'a page instead of InRelease',
      (path: string) => /InRelease/.test(path),
      Buffer.from('<html>please log in</html>'),
      /is not an InRelease file as Debian signs them: it has no signature/,
    ],
  ])('refuses %s', async (_, where, bytes, message) => {
    for (const path of mirror.files.keys()) if (where(path)) mirror.files.set(path, bytes);
    mirror.answer = (path, response) => path.includes('by-hash') && !!response.writeHead(404).end();
    await expect((await bring())(options())).rejects.toThrow(message);
  });

  it('says what is not there: the suite, a package that has left the pool, nix itself', async () => {
    const bringPrivateNix = await bring();
    await expect(bringPrivateNix({ ...options(), suite: 'nosuch' })).rejects.toThrow(
      /No mirror has the suite nosuch for amd64/,
    );
    for (const path of mirror.files.keys()) if (path.includes('libc6')) mirror.files.delete(path);
    await expect(bringPrivateNix(options())).rejects.toThrow(
      /libc6 1\.0-1 is no longer at .*: name a mirror that keeps old versions in NX_NIX_DEBIAN_MIRROR/,
    );
    const empty = await mirrorOf('trixie', [{ name: 'bash' }]);
    await expect(
      bringPrivateNix({ ...options(), mirrors: empty.mirrors, folder: join(folder, 'b') }),
    ).rejects.toThrow(/has no package nix-bin/);
    await empty.close();
  });

  it('tries again when the server stumbles or falls silent, and asks the next mirror', async () => {
    let stumbles = 0;
    mirror.answer = (path, response) => {
      if (!path.includes('InRelease') || (stumbles += 1) > 1) return false;
      response.writeHead(503).end();
      return true;
    };
    const dead = await mirrorOf('trixie');
    dead.answer = () => true;
    const both = async () => [{ url: dead.url }, { url: mirror.url }];
    const nix = await (
      await bring()
    )({ ...options(), mirrors: both, patience: { ...patience, silence: 150 } });
    expect(nix.version).toBe('2.26.3');
    expect(stumbles).toBeGreaterThan(1);
    await dead.close();
  });

  it('refuses a folder a store cannot lie in, with what to do', async () => {
    const bringPrivateNix = await bring();
    await expect(
      bringPrivateNix({ ...options(), folder: join(folder, 'with space') }),
    ).rejects.toThrow(/A Nix store cannot lie in .*with space.*--folder/);
    await expect(
      bringPrivateNix({ ...options(), folder: join(folder, 'x'.repeat(120)) }),
    ).rejects.toThrow(/longer than 100 characters/);
    writeFileSync(join(folder, 'file'), '');
    await expect(bringPrivateNix({ ...options(), folder: join(folder, 'file') })).rejects.toThrow(
      /cannot be written to/,
    );
    await expect(bringPrivateNix({ ...options(), system: 'riscv64-linux' })).rejects.toThrow(
      /x86_64-linux and aarch64-linux only/,
    );
    // a link to a good folder is accepted: the store is in its target
    mkdirSync(join(folder, 'real'));
    symlinkSync('real', join(folder, 'link'));
    expect((await bringPrivateNix({ ...options(), folder: join(folder, 'link') })).storeDir).toBe(
      join(realpathSync(folder), 'real/trixie/store'),
    );
  });
});

describe('the wrappers', () => {
  it('find loader and libraries where aarch64 has them', async () => {
    const { writeWrappers } = await import('../nix/wrappers.mjs');
    const { architectureOf } = await import('../nix/architecture.mjs');
    const file = (path: string) => {
      mkdirSync(join(folder, 'root', path, '..'), { recursive: true });
      writeFileSync(join(folder, 'root', path), '');
    };
    file('usr/bin/nix');
    file('usr/lib/aarch64-linux-gnu/libnix.so.2');
    file('usr/lib/aarch64-linux-gnu/engines/padlock.so');
    file('usr/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1');
    symlinkSync(
      'aarch64-linux-gnu/ld-linux-aarch64.so.1',
      join(folder, 'root/usr/lib/ld-linux-aarch64.so.1'),
    );
    writeWrappers({
      beside: folder,
      place: "/at/it's",
      storeRoot: '/at',
      architecture: architectureOf('aarch64-linux'),
    });
    const [last] = readFileSync(join(folder, 'bin/nix-store'), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(-1);
    const at = String.raw`'/at/it'\''s/root/usr`;
    expect(last).toBe(
      `exec ${at}/lib/aarch64-linux-gnu/ld-linux-aarch64.so.1' --inhibit-cache --library-path ${at}/lib/aarch64-linux-gnu' --argv0 nix-store ${at}/bin/nix' "$@"`,
    );
  });
});

describe('stage 0', () => {
  const file = (path: string, content: string) => ({ path, content, mode: 0o755 });
  it('is the folder its recipe says, from pinned packages, the second time without a network', async () => {
    const { makeStage0 } = await import('../nix/stage0.mjs');
    const { narHash } = await import('../files/nar-hash.mjs');
    const { sha256 } = await import('../files/sha256.mjs');
    await mirror.close();
    mirror = await mirrorOf('trixie', [
      {
        name: 'tool',
        files: [
          file('./usr/bin/tool-1', 'tool'),
          { path: './usr/bin/tool', type: '2', target: 'tool-1' },
          file('./usr/include/a/b.h', 'b'),
        ],
      },
    ]);
    const expected = join(folder, 'expected');
    mkdirSync(join(expected, 'bin'), { recursive: true });
    mkdirSync(join(expected, 'include/a'), { recursive: true });
    writeFileSync(join(expected, 'bin/tool'), 'tool');
    chmodSync(join(expected, 'bin/tool'), 0o700);
    writeFileSync(join(expected, 'include/a/b.h'), 'b');
    const filename = 'pool/main/tool_1.0-1_amd64.deb';
    const recipe = {
      hash: `sha256-${Buffer.from(narHash(expected), 'hex').toString('base64')}`,
      executables: ['bin/tool'],
      debs: [
        {
          package: 'tool',
          version: '1.0-1',
          filename,
          sha256: sha256(mirror.files.get(`/${filename}`) ?? ''),
          files: { 'bin/tool': 'usr/bin/tool', include: 'usr/include' },
        },
      ],
    };
    const place = await makeStage0(recipe, { ...options(), folder });
    expect(place).toBe(join(realpathSync(folder), `stage0-${system}`));
    expect(narHash(place)).toBe(narHash(expected));
    // the package is fetched by its file name: no index is read
    expect(mirror.asked).toEqual([`/debian/${filename}`]);
    writeFileSync(join(place, 'bin/tool'), 'changed');
    await mirror.close();
    await makeStage0(recipe, { ...options(), folder });
    expect(readFileSync(join(place, 'bin/tool'), 'utf8')).toBe('tool');

    const wrong = { ...recipe, hash: '0'.repeat(64) };
    await expect(makeStage0(wrong, { ...options(), folder })).rejects.toThrow(
      /Stage 0 for x86_64-linux is not what its recipe says/,
    );
    expect(readFileSync(join(place, 'bin/tool'), 'utf8')).toBe('tool');
  });
});

describe('the command', () => {
  const run = (args: readonly string[], env: Record<string, string> = {}) =>
    new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve) => {
      const child = spawn(process.execPath, [command, ...args], {
        env: { ...process.env, ...env },
      });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (text) => (stdout += text));
      child.stderr.on('data', (text) => (stderr += text));
      child.on('close', (status) => resolve({ status, stdout, stderr }));
    });
  const env = () => ({ NX_NIX_DEBIAN_MIRROR: mirror.url });

  it('prints what it brought, and ends with 1 or 2 when it did not', async () => {
    if (`${process.arch}-${process.platform}` !== 'x64-linux') return;
    const good = await run(['--suite', 'trixie', '--folder', folder, '--json'], env());
    expect(good).toMatchObject({ status: 0 });
    expect(JSON.parse(good.stdout)).toMatchObject([
      { kind: 'private', suite: 'trixie', version: '2.26.3', sandbox: true },
    ]);
    expect(good.stderr).not.toContain('\u001B');
    expect(await run(['--suite', 'sid', '--folder', folder], env())).toMatchObject({
      status: 1,
      stdout: '',
      stderr: expect.stringContaining('No mirror has the suite sid'),
    });
    expect(await run(['--sweet'])).toMatchObject({ status: 2, stdout: '' });
    expect(await run(['--all', '--suite', 'sid'])).toMatchObject({ status: 2 });
    expect(await run(['--help'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('--suite'),
    });
  });
});

describe('the real thing', () => {
  it('brings trixie’s Nix from the machine’s own sources, and it builds', async () => {
    delete process.env['NX_NIX_DEBIAN_KEYRING'];
    const { canBuild } = await import('../nix/can-build.mjs');
    const { defaultFolder } = await import('../files/private-folder.mjs');
    const { narHash } = await import('../files/nar-hash.mjs');
    const { runNix } = await import('../nix/run-nix.mjs');
    const { Problem } = await import('../messages/problem.mjs');
    const nix = await (
      await bring()
    )({ suite: 'trixie', folder: defaultFolder() }).catch((thrown: unknown) => {
      const isRequired = process.env['NX_NIX_REQUIRE_NIX'] === '1';
      if (isRequired || !(thrown instanceof Problem)) throw thrown;
      console.warn(`skipped, because no Nix can be brought here: ${thrown.message}`);
    });
    if (!nix) return;
    expect(nix.version).toMatch(/^2\.26\./);
    // a new store for this test: an old one hides missing files
    const cold = { ...nix, env: { NX_NIX_STORE_ROOT: realpathSync(folder) } };
    expect(await canBuild(cold)).toEqual({
      builds: true,
      storeDir: join(realpathSync(folder), 'store'),
    });
    const hashed = await runNix(cold, 'nix-hash', ['--type', 'sha256', nixFolder]);
    expect(narHash(nixFolder)).toBe(hashed.stdout);
    const sandboxed = await canBuild(cold, { sandbox: true });
    if (!sandboxed.builds) console.warn(`the sandbox is skipped, because ${sandboxed.why}`);
  });
});

/** What a lock pins is fetched, by exactly the addresses that Nix asks for, and is what flakes get. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { nixVersion } from '../../../../tools/testing/access-arguments';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { lockedUri, type Locked } from '../../src/nix/locked-uri';
import { isNixSince } from '../../src/nix/nix-version';
import { askNix, type NixRun } from '../../src/nix/run-nix';

const LIB = join(__dirname, '../../../../repos/lib');
const NO_HASH = `sha256-${'A'.repeat(43)}=`;
const REV = '793e1a04f054e9f51b77f12aa7793e74e91fc8d1';

describeWithNix('a locked source', ({ bin, env }) => {
  const folder = temporaryFolder('locked-sources');
  const nix = { bin, isOnPath: false };
  const version = nixVersion(bin);
  let server: Server;
  let locked: Readonly<Record<'git' | 'path' | 'tarball', Locked>>;

  const evaluate = (
    expression: string,
    node: Locked,
    sources: readonly Locked[] | 'flakes',
  ): Promise<NixRun> =>
    askNix({
      ...{ nix, program: 'nix-instantiate' },
      access: sources === 'flakes' ? { kind: 'fetch' } : { kind: 'set', folders: [LIB], sources },
      args: [
        ...['--eval', '--strict', '--json', '--read-write-mode', '--option', 'download-attempts'],
        ...['1', '--expr', `{ lib, locked }: ${expression}`],
        ...['--argstr', 'lib', LIB, '--argstr', 'locked', JSON.stringify(node)],
      ],
    });
  const OURS = '(import lib).lockedSource (builtins.fromJSON locked)';
  const FLAKES = 'builtins.fetchTree (builtins.fromJSON locked)';
  /** All attributes: of a set with `outPath`, only that would be printed. */
  const whole = (source: string): string =>
    `let tree = ${source}; in removeAttrs tree [ "outPath" ] // { at = builtins.unsafeDiscardStringContext "\${tree.outPath}"; }`;

  beforeAll(async () => {
    Object.assign(process.env, env);
    const source = join(folder, 'source');
    mkdirSync(source);
    writeFileSync(join(source, 'default.nix'), '{ }: 1\n');
    const run = (program: string, ...args: readonly string[]): string =>
      execFileSync(program, args, { cwd: source, encoding: 'utf8' }).trim();
    run('git', 'init', '-q', '-b', 'main');
    run('git', 'add', '.');
    run('git', '-c', 'user.name=t', '-c', 'user.email=t@localhost', 'commit', '-q', '-m', 'one');
    const rev = run('git', 'rev-parse', 'HEAD');
    const plain = join(folder, 'plain');
    mkdirSync(plain);
    writeFileSync(join(plain, 'default.nix'), '{ }: 2\n');
    const archive = join(folder, 'archive.tar.gz');
    run('git', 'archive', '--prefix=x/', '-o', archive, 'HEAD');
    server = createServer((_, answer) => answer.end(readFileSync(archive)));
    await new Promise<void>((resume) => server.listen(0, '127.0.0.1', resume));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.tar.gz?x=1`;

    const lock = async (node: Locked): Promise<Locked> => {
      const { stdout, stderr, status } = await evaluate(whole(FLAKES), node, 'flakes');
      if (status !== 0) throw new Error(stderr);
      const { at, lastModified } = JSON.parse(stdout) as Record<'at', string> & {
        readonly lastModified?: number;
      };
      const hash = run(join(bin, 'nix-hash'), '--type', 'sha256', at);
      return {
        ...{ ...node, narHash: `sha256-${Buffer.from(hash, 'hex').toString('base64')}` },
        ...(lastModified === undefined ? {} : { lastModified }),
      };
    };
    locked = {
      git: await lock({ type: 'git', url: `file://${source}`, rev, ref: 'refs/heads/main' }),
      path: await lock({ type: 'path', path: plain }),
      tarball: await lock({ type: 'tarball', url: address }),
    };
  });
  afterAll(() => new Promise((resume) => server.close(resume)));

  test.each(['git', 'path', 'tarball'] as const)(
    '%s: is had where it is granted, and not where another is',
    async (type) => {
      const node = locked[type];
      const ran = await evaluate(whole(OURS), node, [node]);
      expect({ status: ran.status, stderr: ran.stderr }).toEqual({ status: 0, stderr: '' });
      // What the store has under this hash is not read again, whatever folder it came from.
      if (type === 'path') return;
      const others = Object.values(locked).filter((other) => other !== node);
      expect((await evaluate(whole(OURS), node, others)).stderr).toContain('restricted mode');
      expect((await evaluate(whole(OURS), node, [])).stderr).toContain('restricted mode');
    },
  );

  test.each(['git', 'path', 'tarball'] as const)('%s: is what a flake gets', async (type) => {
    const node = locked[type];
    const ours = await evaluate(whole(OURS), node, [node]);
    const flakes = await evaluate(whole(FLAKES), node, 'flakes');
    expect(JSON.parse(ours.stdout)).toEqual(JSON.parse(flakes.stdout));
  });

  test.each(['git', 'path', 'tarball'] as const)(
    '%s: is refused when it is another one',
    async (type) => {
      const node = { ...locked[type], narHash: NO_HASH };
      const { stderr } = await evaluate(whole(OURS), node, [node]);
      expect(stderr).toMatch(/mismatch/i);
    },
  );

  test('a repository beside a granted one is not had', async () => {
    const node = { ...locked.git, url: `${String(locked.git['url'])}x` };
    expect((await evaluate(OURS, node, [locked.git])).stderr).toContain('restricted mode');
  });

  test('another commit of a granted one is not had, where Nix tells them apart', async () => {
    const node = { ...locked.git, rev: REV };
    const { stderr } = await evaluate(OURS, node, [locked.git]);
    if (isNixSince(version, '2.19')) expect(stderr).toContain('restricted mode');
  });

  const word = fc.stringMatching(/^[a-z][a-z0-9_.-]{0,6}[a-z0-9]$/);
  const addresses = fc
    .tuple(
      fc.constantFrom('https', 'http', 'ssh', 'git'),
      fc.array(word, { minLength: 1, maxLength: 3 }),
    )
    .map(([scheme, path]) => `${scheme}://forge.invalid/${path.join('/')}`);
  const nodes: fc.Arbitrary<Locked> = fc.oneof(
    fc
      .record(
        {
          url: addresses,
          ref: fc.oneof(
            word,
            word.map((name) => `refs/heads/${name}+ä`),
          ),
          submodules: fc.boolean(),
          shallow: fc.boolean(),
        },
        { requiredKeys: ['url'] },
      )
      .map((node) => ({ type: 'git', ...node })),
    fc
      .record(
        {
          type: fc.constantFrom('github', 'gitlab', 'sourcehut'),
          owner: word,
          repo: word,
          host: word,
        },
        { requiredKeys: ['type', 'owner', 'repo'] },
      )
      .map((node) => ('host' in node ? { ...node, host: `${node.host}.invalid` } : node)),
    addresses
      .filter((url) => url.startsWith('http'))
      .map((url) => ({ type: 'tarball', url: `${url}.tar.gz` })),
  );

  test('Nix asks for the address that is granted, and no other', async () => {
    const property = fc.asyncProperty(nodes, async (node) => {
      const full = { ...node, rev: REV, narHash: NO_HASH };
      const { stderr } = await evaluate(OURS, full, []);
      if (/not a valid|invalid Git|not supported/.test(stderr)) return;
      const asked = /access to URI '(.*)' is forbidden in restricted mode/.exec(stderr)?.[1];
      expect(asked).toBe(lockedUri(full, version));
    });
    await fc.assert(property, { numRuns: 25 });
  });

  test('dates are those of the calendar', async () => {
    const seconds = fc.integer({ min: 0, max: 7_000_000_000 });
    const edges = [0, 951_782_399, 951_782_400, 951_868_800, 1_709_251_199, 4_107_542_400];
    const all = [...edges, ...fc.sample(seconds, 300)];
    const asked = all.map((lastModified) => ({ ...locked.path, lastModified }));
    const { stdout } = await evaluate(
      'map (one: ((import lib).lockedSource one).lastModifiedDate) (builtins.fromJSON locked).all',
      { all: asked } as unknown as Locked,
      [],
    );
    const expected = all.map((one) =>
      new Date(one * 1000).toISOString().replace(/\..*|[-:T]/g, ''),
    );
    expect(JSON.parse(stdout)).toEqual(expected);
  });
});

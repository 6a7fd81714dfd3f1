import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithNix } from '../testing/find-nix';
import { temporaryFolder } from '../testing/temporary-folder';

const REPOS = join(__dirname, '..', '..', 'repos');
const RECIPE = join(REPOS, 'core/by-name/bo/bootstrap-tools/stage0.json');
const SYSTEM = `${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux`;

/** A program of a package, and its expected output. */
interface Use {
  readonly path: string;
  readonly program: string;
  readonly args?: readonly string[];
  readonly input?: string;
  readonly output: string | RegExp;
}

/** The NAR hash of an empty file, equal in every Nix. */
const HASH_OF_NOTHING = 'sha256-d6xi4mKdjkX2JFicDIv5niSzpyI0m/Hnm8GGAIU04kY=';

function uses(empty: string): readonly Use[] {
  return [
    { path: '"7zip"', program: '7z', args: ['l', empty], output: '' },
    { path: 'gmp', program: 'factorial', args: ['20'], output: '2432902008176640000' },
    { path: 'gmp6', program: 'factorial', args: ['0'], output: '1' },
    {
      path: 'greet',
      program: 'greet',
      args: ['Ada'],
      output: /^Hello, Ada! .*\n.* statically linked$/,
    },
    { path: 'hello', program: 'hello', output: 'Hello, world!' },
    { path: 'nix', program: 'nix', args: ['hash', 'path', empty], output: HASH_OF_NOTHING },
    {
      path: 'phase0.bootstrap-tools',
      program: 'busybox',
      args: ['echo', 'shell'],
      output: 'shell',
    },
    { path: 'python3', program: 'python3', args: ['-c', 'print(6 * 7)'], output: '42' },
    {
      path: 'python3Packages.chorus',
      program: 'chorus',
      args: ['Moo'],
      output: /(< Moo >[^<]*){3}/,
    },
    { path: 'python3Packages.cowsay', program: 'cowsay', output: /< Hello, world! >/ },
    { path: 'python3Packages.hello', program: 'hello', args: ['Ada'], output: 'Hello, Ada!' },
    {
      path: 'python3Packages.python-nix',
      program: 'python-nix',
      args: [empty],
      output: `hash: ${HASH_OF_NOTHING}`,
    },
    { path: 'rot13', program: 'rot13', input: 'Hello', output: 'Uryyb' },
    { path: 'tally', program: 'tally', input: 'one two\n', output: '1 lines, 2 words, 8 bytes' },
    { path: 'toolchains.gnu.binutils', program: 'readelf', args: ['/dev/null'], output: '' },
    { path: 'zlib', program: 'crc32', input: '123456789', output: 'cbf43926' },
  ];
}

/** Packages without a program, and tests of packages. */
const OTHERS = ['phase0.stdenv', 'phase1.stdenv', 'stdenv', 'rot13.tests.twice'];

describeWithNix('the demo, built', (nix) => {
  const { bin, env } = nix;
  const empty = join(temporaryFolder('build'), 'empty');
  writeFileSync(empty, '');
  const all = [...uses(empty).map(({ path }) => path), ...OTHERS];

  async function run(program: string, args: readonly string[], input = '') {
    const { execa } = await import('execa');
    return execa(program, args, { env, input, reject: false });
  }

  const OPTIONS = [
    ...['--option', 'substituters', '', '--option', 'build-users-group', ''],
    // Debian's default is a shell that may not be installed.
    ...['--option', 'sandbox-paths', '', '--option', 'sandbox-fallback', 'false'],
  ];

  const listOf = (paths: readonly string[]): string =>
    `let set = import ${REPOS}/registry { system = "${SYSTEM}"; }; in [ ${paths.map((path) => `(set.${path})`).join(' ')} ]`;

  async function build(paths: readonly string[], ...more: readonly string[]): Promise<void> {
    const args = ['--no-out-link', ...OPTIONS, ...more, '--expr', listOf(paths)];
    const { exitCode, stderr } = await run(join(bin, 'nix-build'), args);
    if (exitCode !== 0) throw new Error(stderr);
  }

  /** The output paths of packages, built or not. nix-build would print equal paths only once. */
  async function outputsOf(paths: readonly string[]): Promise<string[]> {
    const list = `map (package: package.outPath) (${listOf(paths)})`;
    const args = ['--eval', '--strict', '--json', '--expr', list];
    return JSON.parse((await run(join(bin, 'nix-instantiate'), args)).stdout) as string[];
  }

  // This comes first, because it needs a store without stage 0.
  it('says what to do when stage 0 is missing', async () => {
    await expect(build(['hello'], '--option', 'sandbox', 'false')).rejects.toThrow(
      /stage 0 is not in the store, run node tools\/stage0\.mjs/,
    );
  });

  describe('from stage 0', () => {
    let sandbox: boolean;
    let built: Map<string, string>;

    beforeAll(async () => {
      const { addToStore, makeStage0, readRecipe } = await import('../bring-nix/nix/stage0.mjs');
      const { canBuild } = await import('../bring-nix/nix/can-build.mjs');
      await addToStore(nix, await makeStage0(await readRecipe(RECIPE, SYSTEM), { system: SYSTEM }));
      sandbox = (await canBuild(nix, { sandbox: true })).builds;
      await build(all, '--option', 'sandbox', String(sandbox));
      const outputs = await outputsOf(all);
      built = new Map(all.map((path, index) => [path, outputs[index]!]));
    });

    it('is built in the sandbox, where there may be one', () => {
      if (process.env['NX_NIX_REQUIRE_NIX'] === '1') expect(sandbox).toBe(true);
    });

    it.each(uses(empty))('$path: $program does what it should', async (use) => {
      const program = join(built.get(use.path)!, 'bin', use.program);
      const { stdout } = await run(program, use.args ?? [], use.input);
      if (typeof use.output === 'string') expect(stdout).toBe(use.output);
      else expect(stdout).toMatch(use.output);
    });

    it('comes out the same again, in the sandbox and outside', async () => {
      await build(all, '--check', '--option', 'sandbox', 'false');
      if (sandbox) await build(all, '--check', '--option', 'sandbox', 'true');
    });

    it('needs nothing at run time that it was only built with', async () => {
      const closure = await run(join(bin, 'nix-store'), ['-qR', built.get('hello')!]);
      expect(closure.stdout).toBe(built.get('hello'));
    });

    it('is statically linked', async () => {
      const readelf = join(built.get('toolchains.gnu.binutils')!, 'bin', 'readelf');
      for (const { path, program } of uses(empty)) {
        const { stdout } = await run(readelf, [join(built.get(path)!, 'bin', program)]);
        // For scripts, readelf prints nothing.
        if (stdout !== '') expect(stdout).toMatch(/ELF64 executable, .*, statically linked$/);
      }
    });

    it('hashes as Nix does', async () => {
      const hash = join(built.get('nix')!, 'bin', 'nix');
      const tools = built.get('phase0.bootstrap-tools')!;
      const { stdout } = await run(hash, ['hash', 'path', '--base32', tools]);
      const theirs = await run(join(bin, 'nix-store'), ['-q', '--hash', tools]);
      expect(`sha256:${stdout}`).toBe(theirs.stdout);
    });

    it('fails, with the log, when a check phase does', async () => {
      const broken = 'hello.overrideAttrs { checkPhase = "echo this is wrong; false"; }';
      await expect(build([broken], '--option', 'sandbox', String(sandbox))).rejects.toThrow(
        /this is wrong/,
      );
    });
  });
});

/** What the code of packages reaches, whatever the configuration of the user says. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { nixVersion } from '../../../../tools/testing/access-arguments';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { accessArguments, ACCESS_SETTINGS, type NixAccess } from '../../src/nix/nix-access';
import { settingArguments } from '../../src/nix/nix-options';
import { askNix, type NixRun } from '../../src/nix/run-nix';

/** A user's configuration that opens all there is. */
const OPEN = [
  'experimental-features = nix-command flakes ca-derivations',
  'restrict-eval = false',
  'pure-eval = false',
  'allowed-uris = / path: file: git+file: https: http:',
  'allow-import-from-derivation = true',
  'allow-unsafe-native-code-during-evaluation = true',
  'substituters =',
  'sandbox = false',
  'build-users-group =',
].join('\n');

describeWithNix('evaluation', ({ bin, env }) => {
  const folder = temporaryFolder('access');
  const repo = join(folder, 'repo');
  const outside = join(folder, 'outside');
  const sibling = join(folder, 'sibling');
  const nix = { bin, isOnPath: false };
  let rev = '';

  beforeAll(() => {
    Object.assign(process.env, env, { NIX_CONFIG: OPEN, SECRET: 'SECRET' });
    for (const one of [repo, outside, sibling]) mkdirSync(one);
    writeFileSync(join(repo, 'own.nix'), '"own"');
    writeFileSync(join(outside, 'default.nix'), '"SECRET"');
    writeFileSync(join(outside, 'flake.nix'), '{ outputs = _: { secret = "SECRET"; }; }');
    symlinkSync(outside, join(repo, 'link'));
    const git = (...args: readonly string[]): string =>
      execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@localhost', ...args], {
        cwd: sibling,
        encoding: 'utf8',
      }).trim();
    writeFileSync(join(sibling, 'default.nix'), '"SECRET"');
    git('init', '-q');
    git('add', '.');
    git('commit', '-q', '-m', 'one');
    rev = git('rev-parse', 'HEAD');
  });

  const evaluate = (expression: string, more: object = {}): Promise<NixRun> => {
    const access: NixAccess = { kind: 'set', folders: [repo], ...more };
    const args = ['--eval', '--strict', '--json', '--read-write-mode', '--expr', expression];
    return askNix({ nix, program: 'nix-instantiate', access, args });
  };

  test('reads what it may', async () => {
    expect(await evaluate(`import ${repo}/own.nix`)).toMatchObject({ status: 0, stdout: '"own"' });
  });

  /** Each would be a secret, if it could be had. */
  const escapes: Readonly<Record<string, () => string>> = {
    'a file outside': () => `import ${outside}/default.nix`,
    'a file outside, read': () => `builtins.readFile ${outside}/default.nix`,
    'a folder outside': () => `builtins.attrNames (builtins.readDir ${outside})`,
    'a folder outside, copied': () =>
      `import "\${builtins.path { path = ${outside}; name = "x"; }}"`,
    'a folder outside, filtered': () =>
      `import "\${builtins.filterSource (_: _: true) ${outside}}"`,
    'a path put in a text': () => `import "\${${outside}}"`,
    'a link out': () => `import ${repo}/link`,
    'a scoped import': () => `scopedImport { } ${outside}/default.nix`,
    'a flake of a folder': () => `(builtins.getFlake "path:${outside}").secret`,
    'a tree of a folder': () =>
      `import (builtins.fetchTree { type = "path"; path = "${outside}"; })`,
    'a tree of a folder, by its address': () => `import (builtins.fetchTree "path:${outside}")`,
    'a repository beside': () => `import (builtins.fetchGit "${sibling}")`,
    'a commit of a repository beside': () =>
      `import (builtins.fetchGit { url = "file://${sibling}"; rev = "${rev}"; allRefs = true; })`,
    'a tree of a repository beside': () =>
      `import (builtins.fetchTree { type = "git"; url = "file://${sibling}"; rev = "${rev}"; })`,
    'an archive': () => `import (builtins.fetchTarball "file://${outside}/default.nix")`,
    'a file by its address': () =>
      `builtins.readFile (builtins.fetchurl "file://${outside}/default.nix")`,
    'the search path': () => 'import <nixpkgs>',
    'a program': () => 'builtins.exec [ "echo" "\\"SECRET\\"" ]',
    'a library': () => `builtins.importNative ${outside}/x.so "x"`,
  };

  test.each(Object.keys(escapes))('does not reach %s', async (what) => {
    const { status, stdout, stderr } = await evaluate(escapes[what]!());
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(
      /restricted mode|is disabled|experimental feature|missing|not found|undefined variable/,
    );
  });

  test('knows nothing of the environment', async () => {
    const { stdout } = await evaluate(
      '[ (builtins.getEnv "SECRET") (map (one: one.path) builtins.nixPath) ]',
    );
    expect(JSON.parse(stdout)).toEqual(['', [repo]]);
  });

  test('reaches each of these where nothing is restricted, so that the test could fail', async () => {
    const args = ['--eval', '--strict', '--json', '--read-write-mode', '--expr'];
    const without = (expression: string): Promise<NixRun> =>
      askNix({
        ...{ nix, program: 'nix-instantiate', access: { kind: 'fetch' } },
        args: [...args, expression],
      });
    for (const what of ['a file outside', 'a link out', 'a flake of a folder']) {
      expect([what, (await without(escapes[what]!())).stdout]).toEqual([what, '"SECRET"']);
    }
  });

  const imported = (): string =>
    `import (derivation { name = "made"; system = builtins.currentSystem; builder = "/bin/sh"; args = [ "-c" "echo 7 > $out" ]; })`;

  test('builds nothing, unless the registry allows it', async () => {
    expect((await evaluate(imported())).stderr).toContain('allow-import-from-derivation');
    expect(await evaluate(imported(), { importsFromDerivations: true })).toMatchObject({
      stdout: '7',
    });
  });

  test('ends where it takes more memory than it may', async () => {
    process.env['NX_NIX_EVALUATION_MEMORY'] = '300';
    try {
      const { status, stderr } = await evaluate(
        "builtins.foldl' (a: b: a ++ [ b (toString b) ]) [ ] (builtins.genList (x: x) 30000)",
      );
      expect([status, stderr]).toEqual([1, expect.stringContaining('out of memory')]);
    } finally {
      delete process.env['NX_NIX_EVALUATION_MEMORY'];
    }
  });

  test('grants no list of addresses, and no whole host', () => {
    const sources = [
      'https://a.example/x file:///tmp',
      'https://',
      'https://a.example/',
      'https://a.example',
      'file:///',
      '/',
    ].map((url) => ({ type: 'tarball', url }));
    const owner = { type: 'github', owner: 'a/b file:///tmp', repo: 'c', rev: 'd' };
    for (const version of ['2.8.0', '2.34.8']) {
      const told = accessArguments(
        { kind: 'set', folders: [], sources: [...sources, owner] },
        version,
      );
      expect(told[told.indexOf('allowed-uris') + 1]).toBe('');
    }
  });

  test('names each setting that counts, and nobody else can set it', () => {
    const kinds = [
      { kind: 'set', folders: [], sources: [] },
      { kind: 'flake' },
      { kind: 'fetch' },
    ] as const;
    for (const access of kinds) {
      const named = accessArguments(access, nixVersion(bin)).filter((_, i, all) => {
        return all[i - 1] === '--option';
      });
      for (const name of named) expect(ACCESS_SETTINGS.has(name)).toBe(true);
    }
    for (const name of [...ACCESS_SETTINGS, 'extra-experimental-features']) {
      expect(() => settingArguments({ nixOptions: [`${name}=x`] })).toThrow('is set by nx-nix');
    }
  });
});

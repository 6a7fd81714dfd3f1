import { chmodSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithNix } from '../testing/find-nix';
import { temporaryFolder } from '../testing/temporary-folder';

const REPOS = join(__dirname, '..', '..', 'repos');
const SYSTEMS = ['x86_64-linux', 'aarch64-linux'] as const;

/** The attribute paths of all packages of the demo. */
const PACKAGES = [
  '"7zip"',
  'gmp',
  'gmp6',
  'greet',
  'hello',
  'nix',
  'phase0.bootstrap-tools',
  'phase0.stdenv',
  'phase1.stdenv',
  'python3',
  'python3Packages.chorus',
  'python3Packages.cowsay',
  'python3Packages.hello',
  'python3Packages.python-nix',
  'rot13',
  'stdenv',
  'tally',
  'toolchains.gnu.binutils',
  'zlib',
];

describeWithNix('the demo', ({ bin, env }) => {
  async function run(program: string, args: readonly string[], more: Record<string, string> = {}) {
    const { execa } = await import('execa');
    const options = { env: { ...env, ...more }, cwd: '/', reject: false } as const;
    return execa(join(bin, program), args, options);
  }

  async function evaluate(expression: string, ...args: readonly string[]): Promise<unknown> {
    const options = ['--eval', '--strict', '--json', ...args, '--expr', expression];
    const { exitCode, stdout, stderr } = await run('nix-instantiate', options);
    if (exitCode !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  }

  const set = (system: string, repos = REPOS): string =>
    `(import ${repos}/registry { system = "${system}"; })`;

  /** Nix text: derivation paths by attribute path (as text), in the set `from`. */
  const drvPaths = (from: string): string =>
    `let set = ${from}; in { ${PACKAGES.map((path) => `${JSON.stringify(path)} = set.${path}.drvPath;`).join(' ')} }`;

  it.each(SYSTEMS)('has a derivation for each package on %s', async (system) => {
    const paths = (await evaluate(drvPaths(set(system)))) as Record<string, string>;
    expect(Object.keys(paths).sort()).toEqual([...PACKAGES].sort());
    for (const path of Object.values(paths)) expect(path).toMatch(/\.drv$/);
  });

  it('has another derivation for each system, except what is made from no machine', async () => {
    const [x86, arm] = (await Promise.all(SYSTEMS.map((s) => evaluate(drvPaths(set(s)))))) as [
      Record<string, string>,
      Record<string, string>,
    ];
    expect(PACKAGES.filter((path) => x86[path] === arm[path])).toEqual([]);
  });

  it('has no package that the generated names do not know, and the reverse', async () => {
    const walk = `
      let
        set = ${set('x86_64-linux')};
        names = import ${REPOS}/registry/names.nix;
        quote = name: if builtins.match "[a-z].*" name == null then "\\"\${name}\\"" else name;
        walk = path: value:
          if value.type or null == "derivation" then [ path ]
          else if builtins.isAttrs value && !(value ? __functor) then
            builtins.concatLists (map (name: walk "\${path}.\${quote name}" value.\${name}) (builtins.attrNames value))
          else [ ];
      in
      map quote names.packages ++ builtins.concatLists (map (name: walk name set.\${name}) names.sets)`;
    expect(((await evaluate(walk)) as string[]).sort()).toEqual([...PACKAGES].sort());
  });

  it('says of each package what it is', async () => {
    const descriptions = `map (package: package.meta.description) (let set = ${set('x86_64-linux')}; in [ ${PACKAGES.map((path) => `set.${path}`).join(' ')} ])`;
    for (const text of (await evaluate(descriptions)) as string[])
      expect(text).toMatch(/^[A-Z0-9].{10,}[^.]$/);
  });

  describe('wiring', () => {
    const evaluateIn = (expression: string): Promise<unknown> =>
      evaluate(`let set = ${set('x86_64-linux')}; in ${expression}`);

    it('gives members of a scope what is in the scope', async () => {
      expect(
        await evaluateIn(`let changed = set.python3Packages.overrideScope (_: _: { hello = set.python3Packages.python-nix; });
          in map (s: s.cowsay.drvPath == set.python3Packages.cowsay.drvPath) [ set.python3Packages changed ]
          ++ [ (changed.chorus.drvPath == set.python3Packages.chorus.drvPath) ]`),
      ).toEqual([true, false, false]);
    });

    it('does not give them what is at top level under the same name', async () => {
      const changed = `(set.extend (_: prev: { hello = prev.tally; }))`;
      expect(
        await evaluateIn(
          `map (path: path set == path ${changed}) [ (s: s.python3Packages.cowsay.drvPath) (s: s.greet.drvPath) ]`,
        ),
      ).toEqual([true, false]);
    });

    it('passes an optional dependency that exists, and leaves out one that does not', async () => {
      const zlib = `(builtins.elem set.zlib.outPath (map (p: p.outPath) set."7zip".drvAttrs.buildInputs))`;
      const less = `(builtins.match ".*PAGER.*" (toString set."7zip".drvAttrs.flags) != null)`;
      expect(await evaluateIn(`[ ${zlib} ${less} ]`)).toEqual([true, false]);
    });

    it('passes it once it exists', async () => {
      const added = `(set.extend (final: _: { less = final.tally; }))."7zip".override { less = set.tally; }`;
      expect(await evaluateIn(`toString (${added}).drvAttrs.flags`)).toMatch(
        /PAGER=.*tally-1\.0\/bin\/less/,
      );
    });

    it('reaches whoever uses what an overlay changes, also through a shape', async () => {
      const changed = `(set.extend (_: prev: { toolchains = prev.toolchains // { gnu = prev.toolchains.gnu // { binutils = prev.tally; }; }; }))`;
      expect(
        await evaluateIn(
          `map (name: set.\${name}.drvPath == ${changed}.\${name}.drvPath) [ "greet" "hello" ]`,
        ),
      ).toEqual([false, true]);
    });

    it('lets a package name itself', async () => {
      const changed = `(set.extend (_: prev: { rot13 = prev.rot13.overrideAttrs { version = "2.0"; }; }))`;
      expect(
        await evaluateIn(
          `let c = ${changed}; in [ c.rot13.name (toString c.rot13.tests.twice.drvAttrs.buildInputs == c.rot13.outPath) ]`,
        ),
      ).toEqual(['rot13-2.0', true]);
    });

    it('calls a group that is curried over the set with that set', async () => {
      const changed = `(set.extend (_: prev: { gmp6 = prev.gmp6.overrideAttrs { version = "6.1"; }; }))`;
      expect(await evaluateIn(`[ (set.gmp == set.gmp6) ${changed}.gmp.name ]`)).toEqual([
        true,
        'gmp-6.1',
      ]);
    });

    it('refuses to cross-compile, and says why', async () => {
      const cross = `(import ${REPOS}/registry { system = "x86_64-linux"; crossSystem = "aarch64-linux"; }).hello`;
      await expect(evaluate(cross)).rejects.toThrow(
        /this registry has no base, and so no compiler/,
      );
      const same = `(import ${REPOS}/registry { system = "x86_64-linux"; crossSystem = "x86_64-linux"; }).hello.name`;
      expect(await evaluate(same)).toBe('hello-1.0');
    });
  });

  describe('default.nix', () => {
    it('reads a repo when a package of it is used', async () => {
      const repos = copyOfRepos();
      rmSync(join(repos, 'python'), { recursive: true });
      expect(await evaluate(`${set('x86_64-linux', repos)}.hello.drvPath`)).toMatch(
        /hello-1\.0\.drv$/,
      );
      expect(await evaluate(`builtins.attrNames ${set('x86_64-linux', repos)}`)).toContain('greet');
      await expect(evaluate(`${set('x86_64-linux', repos)}.greet.drvPath`)).rejects.toThrow(
        /python/,
      );
    });

    it('works in restricted mode and on a read-only tree, and reads no environment', async () => {
      const repos = copyOfRepos();
      writeFileSync(join(repos, 'core/by-name/he/hello/src/untracked.h'), '/* new */\n');
      makeReadOnly(repos);
      const args = (path: string): string[] => [
        join(repos, 'registry', 'default.nix'),
        ...['--option', 'restrict-eval', 'true', '-I', `repos=${repos}`],
        ...['--argstr', 'system', 'x86_64-linux', '-A', path],
      ];
      for (const path of PACKAGES) {
        const { stdout, stderr } = await run('nix-instantiate', args(path));
        expect({ path, stdout, stderr }).toMatchObject({ stdout: expect.stringMatching(/\.drv$/) });
      }
      const elsewhere = {
        USER: 'somebody',
        LANG: 'C',
        NIXPKGS_CONFIG: '/nowhere',
        NIX_PATH: 'x=/nowhere',
      };
      const [one, other] = [
        await run('nix-instantiate', args('greet')),
        await run('nix-instantiate', args('greet'), elsewhere),
      ];
      expect(other.stdout).toBe(one.stdout);
    });

    it('cannot read beside the repos in restricted mode', async () => {
      const repos = copyOfRepos();
      writeFileSync(join(repos, 'core/by-name/he/hello/default.nix'), '_: import /etc/passwd');
      const { stderr } = await run('nix-instantiate', [
        join(repos, 'registry', 'default.nix'),
        ...['--option', 'restrict-eval', 'true', '-I', `repos=${repos}`],
        ...['--argstr', 'system', 'x86_64-linux', '-A', 'hello'],
      ]);
      expect(stderr).toMatch(
        /access to (absolute )?path .\/etc(\/passwd)?. is forbidden in restricted mode/,
      );
    });
  });

  function copyOfRepos(): string {
    const copy = temporaryFolder('repos');
    cpSync(REPOS, copy, { recursive: true, verbatimSymlinks: true });
    return copy;
  }

  function makeReadOnly(folder: string): void {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) makeReadOnly(join(folder, entry.name));
    }
    chmodSync(folder, 0o555);
  }

  it('pins stage 0 by hash for each system of the registry', () => {
    const file = join(REPOS, 'core/by-name/bo/bootstrap-tools/stage0.json');
    const pins = JSON.parse(readFileSync(file, 'utf8')) as Record<string, { hash: string }>;
    expect(Object.keys(pins).sort()).toEqual([...SYSTEMS].sort());
    for (const { hash } of Object.values(pins)) expect(hash).toMatch(/^sha256-.{43}=$/);
  });
});

/** Worry: a package that was moved can no longer be changed as it could before. */
import { join } from 'node:path';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { RegistryOnBase, SMALL_BASE } from './registry-on-base';

/** What is moved out of the small base, and where it lies there. */
const MOVED = {
  core: ['bison', 'fetchFile', 'font', 'gmp', 'gnumake', 'jq', 'less', 'xterm', 'zlib'],
  more: ['curl', 'hello', 'ping', 'report', 'six', 'typeset'],
};
/** A function, and what is unfree. */
const UNCALLED = new Set(['fetchFile', 'font']);
const IN_SETS = { widgets: 'button', gadgets: 'gear', hask: 'text', plugins: 'spell' };
const MODULES = ['idna', 'numpy', 'requests', 'six'];

/** Everything that can be done to the set, as Nix text with `set` in it; each gives derivations. */
const DONE = {
  'a package': 'set.jq',
  'a package of the base that is made of moved ones': 'set.mpfr-old',
  'a package that asks for nothing but stdenv': 'set.tree',
  '.override': 'set.jq.override { onigurumaSupport = false; }',
  '.override with a function': 'set.jq.override (old: { oniguruma = old.bison; })',
  '.override twice': '(set.curl.override { zlib = set.tls; }).override { tls = set.zlib; }',
  '.override of an optional one': 'set.less.override { pager = set.jq; }',
  '.override to what it is made of anyway': 'set.hello.override { stdenv = set.smallStdenv; }',
  '.overrideAttrs': 'set.jq.overrideAttrs { pname = "other"; }',
  '.overrideAttrs with a function': 'set.jq.overrideAttrs (old: { pname = old.pname + "-2"; })',
  '.overrideAttrs with final attributes': 'set.hello.overrideAttrs (_: _: { version = "3"; })',
  '.overrideAttrs, then .override':
    '(set.curl.overrideAttrs { x = 1; }).override { zlib = set.tls; }',
  '.override, then .overrideAttrs':
    '(set.curl.override { zlib = set.tls; }).overrideAttrs { x = 1; }',
  'what tests a package': 'set.hello.tests.run',
  'a function that callPackage makes': 'set.fetchFile { name = "x"; }',
  'such a function, with other arguments':
    'set.fetchFile.override { stdenv = set.smallStdenv; } { name = "x"; }',
  'an expression of a group': '[ set.gmp set.gmpCxx set.gmp5 ]',
  'a scope': '[ set.widgets.window set.widgets.zlib ]',
  overrideScope:
    '(set.widgets.overrideScope (_: old: { button = old.button.overrideAttrs { x = 1; }; })).window',
  'overrideScope of a spliced scope':
    '(set.gadgets.overrideScope (_: old: { gear = old.gear.overrideAttrs { x = 1; }; })).clock',
  extend: '(set.hask.extend (_: old: { text = old.text.overrideAttrs { x = 1; }; })).parser',
  'a plain set': '[ set.plugins.spell set.plugins.lint ]',
  python3Packages: '[ set.python3Packages.requests set.python3Packages.numpy ]',
  'another Python': '[ set.python311Packages.requests set.python311.pkgs.numpy ]',
  'modules that are called otherwise': 'set.python3Packages.requests-full',
  withPackages: 'set.python3.withPackages (ps: [ ps.requests ps.numpy ])',
  'withPackages in a module': 'set.python3Packages.numpy.tests.env',
  'overrideScope of python3Packages':
    '(set.python3Packages.overrideScope (_: old: { idna = old.idna.overrideAttrs { x = 1; }; })).numpy',
  'packageOverrides of a Python':
    '(set.python311.override { packageOverrides = _: old: { idna = old.idna.overrideAttrs { x = 1; }; }; }).pkgs.numpy',
  'extensions of all Pythons':
    '(set.extend (_: old: { pythonPackagesExtensions = old.pythonPackagesExtensions ++ [ (_: old: { idna = old.idna.overrideAttrs { x = 1; }; }) ]; })).python311Packages.numpy',
  '.override of a module': 'set.python3Packages.requests.override { full = true; }',
  '.override of a module to another Python':
    'set.python3Packages.requests.override { inherit (set.python311Packages) buildPythonPackage; }',
  'the set, extended':
    '(let new = set.extend (_: old: { zlib = old.zlib.overrideAttrs { x = 1; }; }); in [ new.curl new.tree new.python3Packages.requests new.report ])',
  'the set, extended where stdenv comes from':
    '(set.extend (_: old: { gnumake = old.gnumake.overrideAttrs { x = 1; }; })).tree',
  pkgsCross:
    '(with set.pkgsCross.aarch64-multiplatform; [ jq hello gadgets.clock python3Packages.requests report xterm ])',
} as const;

const VARIANTS = [
  { name: 'x86_64-linux', system: 'x86_64-linux' },
  { name: 'aarch64-darwin', system: 'aarch64-darwin' },
  { name: 'cross', system: 'x86_64-linux', crossSystem: 'riscv64-linux' },
  { name: 'no aliases', system: 'x86_64-linux', config: '{ allowAliases = false; }' },
  { name: 'a pager', system: 'x86_64-linux', config: '{ withPager = true; }' },
  {
    name: 'an overlay of a user',
    system: 'x86_64-linux',
    overlays: '[ (_: old: { zlib = old.zlib.overrideAttrs { y = 1; }; }) ]',
  },
];

describeWithNix('packages that were moved from a base to repos', (nix) => {
  let registry: RegistryOnBase;
  beforeAll(async () => {
    registry = new RegistryOnBase(nix, temporaryFolder('moved'));
    for (const [repo, names] of Object.entries(MOVED)) {
      for (const name of names) {
        const folder = `by-name/${name.slice(0, 2)}/${name}`;
        registry.copy(join(SMALL_BASE, 'pkgs', folder), `repos/${repo}/${folder}`);
      }
    }
    for (const name of MODULES) {
      const from = join(SMALL_BASE, 'pkgs/development/python-modules', name);
      registry.copy(from, `repos/python/modules/${name}`);
    }
    const trees = Object.entries(IN_SETS).map(([set, name]) => {
      const from = join(SMALL_BASE, 'pkgs', set, `${name}.nix`);
      registry.copy(from, `repos/sets/${set}/${name}/default.nix`);
      return { name: 'pkgs', folder: set, set };
    });
    const modules = { name: 'pkgs', folder: 'modules', set: 'python3Packages' };
    const lambdas = '{ lib }: lib.useByName { inherit lib; path = ./.; }\n';
    registry.write({
      'repos/core/default.nix': lambdas,
      'repos/more/default.nix': lambdas,
      'repos/python/default.nix': lambdas,
      'repos/sets/default.nix': lambdas,
      'repos/python/nix-repo.json': JSON.stringify({ layout: modules }),
      'repos/sets/nix-repo.json': JSON.stringify({ layout: trees }),
    });
    await registry.emit('small-base', {});
  });

  it.each(VARIANTS)('are the same, and so is what is made of them: $name', (variant) => {
    const done = Object.values(DONE).map((text) => `(builtins.toJSON (paths (${text})))`);
    const of = (folder: string): string =>
      `(let set = ${registry.set(folder, variant)}; in [ ${done.join(' ')} ])`;
    const paths = `paths = v: if builtins.isList v then map paths v else v.drvPath;`;
    const [ours, theirs] = registry.evaluate(
      `let ${paths} in [ ${of('repos/registry')} ${of('small-base')} ]`,
    ) as [string[], string[]];
    const told = (said: readonly string[]) =>
      Object.fromEntries(Object.keys(DONE).map((name, index) => [name, said[index]]));
    expect(told(ours)).toEqual(told(theirs));
    expect(theirs.every((said) => said.includes('.drv'))).toBe(true);
  });

  it('are made of what the repos have now', () => {
    const variant = VARIANTS[0]!;
    const of = (path: string): string =>
      `${registry.set('repos/registry', variant)}.${path}.drvPath`;
    const files: readonly (readonly [string, string])[] = [
      ...Object.entries(MOVED).flatMap(([repo, names]) =>
        names
          .filter((name) => !UNCALLED.has(name))
          .map((name) => {
            const file = name === 'gmp' ? 'default.nix' : 'package.nix';
            return [name, `repos/${repo}/by-name/${name.slice(0, 2)}/${name}/${file}`] as const;
          }),
      ),
      ...MODULES.map(
        (name) =>
          [`python311Packages.${name}`, `repos/python/modules/${name}/default.nix`] as const,
      ),
      ...Object.entries(IN_SETS).map(
        ([set, name]) => [`${set}.${name}`, `repos/sets/${set}/${name}/default.nix`] as const,
      ),
      // Through the base: `tree` names neither, and the base builds its stdenv of them.
      ['tree', 'repos/core/by-name/bi/bison/package.nix'],
      ['tree', 'repos/core/by-name/gn/gnumake/package.nix'],
      ['mpfr-old', 'repos/core/by-name/gm/gmp/default.nix'],
    ];
    for (const [path, file] of files) {
      const before = registry.evaluate(of(path));
      const text = registry.read(file);
      registry.write({ [file]: text.replace(/(pname|name) = "/, '$1 = "changed-') });
      expect({ path, drvPath: registry.evaluate(of(path)) }).not.toEqual({ path, drvPath: before });
      registry.write({ [file]: text });
    }
  });
});

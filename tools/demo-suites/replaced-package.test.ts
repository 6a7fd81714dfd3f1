import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithNix } from '../testing/find-nix';
import { FlakeRuns } from '../testing/flake-runs';

const REGISTRY = join(__dirname, '..', '..', 'repos', 'registry');

interface Package {
  readonly attribute: string;
  readonly path: readonly string[];
  readonly dependencies: readonly { readonly to: string; readonly kind: string }[];
}

/**
 * Replacements for packages whose changed derivation would not be enough: functions that a package
 * brings for making others (a stdenv's `mkDerivation`) are bound to the original package.
 */
const REPLACEMENTS: Readonly<Record<string, string>> = {
  'phase0.stdenv': 'prev.phase0.stdenv.override { phase0.bootstrap-tools = changedTools; }',
  'phase1.stdenv':
    'prev.phase1.stdenv.override { phase0.stdenv = prev.phase0.stdenv.override { phase0.bootstrap-tools = changedTools; }; }',
  python3: 'prev.python3.overrideAttrs { replaced = "yes"; }',
  stdenv: 'prev.phase1.stdenv',
};

describeWithNix('a package that `extend` replaces', (nix) => {
  const runs = new FlakeRuns(nix);
  const { packages } = JSON.parse(readFileSync(join(REGISTRY, 'pkgs.json'), 'utf8')) as {
    packages: Package[];
  };
  const names = packages.map(({ attribute }) => attribute);

  /** By replaced package: the packages whose derivation changes. */
  let changed: Readonly<Record<string, readonly string[]>>;
  beforeAll(async () => {
    const replaced = packages.map(
      (pkg) => `${JSON.stringify(pkg.attribute)} = set.extend (final: prev:
        let changedTools = change prev.phase0.bootstrap-tools; in ${overlayFor(pkg)});`,
    );
    const list = names.map((name) => `{ name = ${JSON.stringify(name)}; of = s: s.${name}; }`);
    changed = (await runs.evaluate(`
      let
        set = import ${REGISTRY} { system = "x86_64-linux"; };
        change = package: package.overrideDerivation (_: { replaced = "yes"; });
        packages = [ ${list.join(' ')} ];
        changedIn = other: map (p: p.name)
          (builtins.filter (p: (p.of other).drvPath != (p.of set).drvPath) packages);
      in builtins.mapAttrs (_: changedIn) { ${replaced.join(' ')} }`)) as typeof changed;
  });

  it.each(names)('%s: every dependent has another derivation, and nothing else', (name) => {
    expect([...changed[name]!].sort()).toEqual([...dependentsOf(name)].sort());
  });

  it('is at stage 0 what everything leans on, and higher up less', () => {
    expect(changed['phase0.bootstrap-tools']).toEqual(names);
    expect(changed['stdenv']).not.toContain('phase1.stdenv');
    expect(changed['zlib']).toEqual(['"7zip"', 'zlib']);
  });

  /** The package itself and all its dependents, by the edges that we read. */
  function dependentsOf(name: string): ReadonlySet<string> {
    const found = new Set([name]);
    for (const dependent of found) {
      for (const { attribute, dependencies } of packages) {
        if (dependencies.some(({ to }) => to === dependent)) found.add(attribute);
      }
    }
    return found;
  }

  function overlayFor({ attribute, path }: Package): string {
    const value = REPLACEMENTS[attribute] ?? `change prev.${attribute}`;
    if (path[0] === 'python3Packages') {
      return `{ python3Packages = prev.python3Packages.overrideScope (_: scope: { ${path[1]!} = change scope.${path[1]!}; }); }`;
    }
    const nested = (set: string, [name, ...inner]: readonly string[]): string =>
      inner.length === 0
        ? `{ ${JSON.stringify(name)} = ${value}; }`
        : `{ ${name!} = ${set}.${name!} // ${nested(`${set}.${name!}`, inner)}; }`;
    return nested('prev', path);
  }
});

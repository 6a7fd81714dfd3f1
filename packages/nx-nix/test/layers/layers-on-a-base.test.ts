/** The demo of docs/layers.md: a base, another revision of it as a channel, and every kind of layer. */
import type { Wiring } from '@nx-nix/resolver';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { RegistryOnBase, SMALL_BASE } from '../base/registry-on-base';

const FILES = {
  'repos/core/nix-repo.json': '{ "kind": "core", "layout": "flat-by-name" }',
  'repos/core/default.nix': '{ lib }: lib.useByName { inherit lib; path = ./.; }',
  'repos/core/pkgs/by-name/gnumake/package.nix':
    '{ stdenv }: stdenv.mkDerivation { pname = "gnumake"; version = "5"; }',

  'repos/house/nix-repo.json': '{ "kind": "overlay", "stacked": ["tree"] }',
  'repos/house/channels/stable.json': '{ "url": "../../stable" }',
  'repos/house/channels/patched.json': '{ "of": "stable", "patches": ["patches/newer.sh"] }',
  'repos/house/patches/newer.sh': 'echo 4 > version\n',
  'repos/house/fallbacks/hello.json':
    '{ "channel": "stable", "systems": ["darwin"], "reason": "too new", "link": "https://example.org/1" }',
  'repos/house/fallbacks/tree.json':
    '{ "channel": "stable", "reason": "too new", "link": "https://example.org/2" }',
  'repos/house/pkgs/by-name/greet/package.nix':
    '{ stdenv, hello }: stdenv.mkDerivation { pname = "greet"; version = "1"; inherit hello; }',
  'repos/house/overrides/jq.nix': `{ lib, ... }:
final: prev:
{
  jq = prev.jq.overrideAttrs (old: { house = final.greet; });
}
// (if prev.stdenv.hostPlatform.isLinux then {
  pythonPackagesExtensions = prev.pythonPackagesExtensions ++ [
    (self: super: { idna = super.idna.overrideAttrs (old: { house = final.greet; }); })
  ];
} else { })
`,
  // The base has it on one system only.
  'repos/house/overrides/kit.nix': `{ lib, ... }:
final: prev: lib.optionalAttrs prev.stdenv.hostPlatform.isDarwin {
  darwinKit = prev.darwinKit.overrideAttrs { house = true; };
}
`,
  'repos/house/flakes/composed.json':
    '{ "url": "../../composed", "follows": { "nixpkgs": "base" } }',

  // As jetpack-nixos has it: another flake's overlay first, and a marker that it was applied.
  'composed/flake.nix': `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs";
  inputs.legacy.url = "path:../legacy";
  outputs = { self, nixpkgs, legacy }: {
    overlays.default = final: prev:
      if prev.composed-overlay-applied or false then { }
      else (import (nixpkgs + "/lib")).composeManyExtensions [
        legacy.overlays.default
        (final: prev: { cudaish = prev.legacyish.overrideAttrs (old: { on = final.gnumake; }); })
        (_: _: { composed-overlay-applied = true; })
      ] final prev;
  };
}
`,
  'legacy/flake.nix': `{
  outputs = { self }: {
    overlays.default = final: prev: {
      legacyish = final.stdenv.mkDerivation { pname = "legacyish"; version = "11"; };
    };
  };
}
`,
};

/** What the base has to have for patched channels: its own way to patch, here by shell scripts. */
const APPLY_PATCHES = `{ stdenv }:
{ name, src, patches }: derivation {
  inherit name src patches;
  inherit (stdenv.buildPlatform) system;
  builder = "/bin/sh";
  PATH = "/usr/bin:/bin";
  args = [ "-c" "cp -r $src $out; chmod -R u+w $out; cd $out; for patch in $patches; do . $patch; done" ];
}
`;

type Sets = Record<string, Record<string, string | boolean | null>>;

describeWithNix('layers on a base', (nix) => {
  const registry = new RegistryOnBase(nix, temporaryFolder('layers-on-a-base'));

  let wiring: Wiring;

  beforeAll(async () => {
    registry.copy(SMALL_BASE, 'base').copy(SMALL_BASE, 'stable');
    registry.write(FILES);
    const tree = registry.read('stable/pkgs/by-name/tr/tree/package.nix');
    const versioned = tree.replace(
      /version = "[^"]*"/,
      'version = builtins.readFile ../../../../version',
    );
    registry.write({
      'stable/pkgs/by-name/tr/tree/package.nix': versioned,
      'stable/version': '3',
      'base/pkgs/by-name/ap/applyPatches/package.nix': APPLY_PATCHES,
    });
    // The flake of the second one is an input without a lock: it follows the base's name.
    registry.write({
      'repos/house/flakes/composed.json':
        '{ "url": "../../composed", "follows": { "nixpkgs": "base", "legacy": "legacy" } }',
      'repos/house/flakes/legacy.json': '{ "url": "../../legacy", "sets": [] }',
    });
    wiring = await registry.emit('base', {});
  });

  const sides = (system: string, names: readonly string[], extra = ''): Sets =>
    registry.evaluate(
      `let
      path = value: if value == null then null else builtins.unsafeDiscardStringContext value.drvPath;
      paths = set: builtins.listToAttrs (map (name: {
        inherit name;
        value = path (set.\${name} or null);
      }) [ ${names.map((name) => `"${name}"`).join(' ')} ]);
      ours = ${registry.set('repos/registry', { name: '', system })};
      base = ${registry.set('base', { name: '', system })};
      stable = ${registry.set('stable', { name: '', system })};
      core = ${registry.set('base', { name: '', system, overlays: '[ (final: prev: { gnumake = final.callPackage ./repos/core/pkgs/by-name/gnumake/package.nix { }; }) ]' })};
    in {
      ours = paths ours; base = paths base; stable = paths stable; core = paths core; ${extra}
    }`,
      'building',
    ) as Sets;

  test('a fallback is the package of its channel, on its systems', () => {
    const linux = sides('x86_64-linux', ['hello', 'tree']);
    expect(linux['ours']!['tree']).toBe(linux['stable']!['tree']);
    expect(linux['ours']!['hello']).toBe(linux['core']!['hello']);
    const darwin = sides('aarch64-darwin', ['hello', 'tree']);
    expect(darwin['ours']!['hello']).toBe(darwin['stable']!['hello']);
    expect(darwin['ours']!['tree']).toBe(darwin['stable']!['tree']);
  });

  test('a channel is the other revision, also when cross-compiling, and with patches', () => {
    const { channel } = sides(
      'x86_64-linux',
      [],
      `channel = {
        plain = path ours.stable.hello == path stable.hello;
        cross = path ours.pkgsCross.aarch64-multiplatform.stable.hello
          == path stable.pkgsCross.aarch64-multiplatform.hello;
        patched = ours.patched.tree.name;
        before = stable.tree.name;
      };`,
    ) as Sets;
    expect(channel).toMatchObject({ plain: true, cross: true });
    expect(String(channel!['before']).trim()).toMatch(/-3$/);
    expect(String(channel!['patched']).trim()).toMatch(/-4$/);
  });

  test('an override changes what it names, and who depends on that', () => {
    const { ours, core, idna } = sides(
      'x86_64-linux',
      ['jq', 'zlib', 'mpfr', 'stdenv'],
      `idna = {
        ours = path ours.python3Packages.idna;
        core = path core.python3Packages.idna;
        requests = path ours.python3Packages.requests != path core.python3Packages.requests;
        six = path ours.python3Packages.six == path core.python3Packages.six;
      };`,
    );
    expect(ours!['jq']).not.toBe(core!['jq']);
    for (const name of ['zlib', 'mpfr', 'stdenv']) expect(ours![name]).toBe(core![name]);
    expect(idna!['ours']).not.toBe(idna!['core']);
    expect(idna).toMatchObject({ requests: true, six: true });
  });

  test('what is set under a condition is there where the condition holds, or where it is below', () => {
    const has = 'has = { ours = ours ? darwinKit; core = core ? darwinKit; };';
    const linux = sides('x86_64-linux', ['jq'], has);
    expect(linux['has']).toEqual({ ours: false, core: false });
    expect(linux['ours']!['jq']).toBeTruthy();
    const darwin = sides('aarch64-darwin', ['darwinKit'], has);
    expect(darwin['has']).toEqual({ ours: true, core: true });
    expect(darwin['ours']!['darwinKit']).not.toBe(darwin['core']!['darwinKit']);
  });

  test("a flake's overlay composes another one's first, and is applied once", () => {
    const { ours, again } = sides(
      'x86_64-linux',
      ['cudaish', 'legacyish'],
      `again = let
        lib = import ./repos/lib;
        composed = lib.flakeIn { folder = ./composed; given = { nixpkgs = ./base; legacy = lib.flakeIn { folder = ./legacy; }; }; };
        twice = ours.extend composed.overlays.default;
      in paths twice // { applied = ours.composed-overlay-applied; };`,
    );
    expect(ours!['cudaish']).toMatch(/legacyish-11/);
    expect(again).toEqual({ ...ours, applied: true });
  });

  test('what the base makes of a changed module of Python is known to be made of it', () => {
    const through = (key: string): unknown => wiring.base.find((way) => way.key === key)?.through;
    expect(through('python3Packages.idna')).toEqual(['gnumake', 'python3Packages.idna']);
    expect(through('stdenv')).toEqual(['gnumake']);
  });

  test('layers can be left out', () => {
    const { ours } = registry.evaluate(`let
      set = import ./repos/registry { system = "x86_64-linux"; layers = [ ]; };
    in { ours = { greet = set ? greet; stable = set ? stable; gnumake = set ? gnumake; }; }`) as Sets;
    expect(ours).toEqual({ greet: false, stable: false, gnumake: true });
    expect(() =>
      registry.evaluate(
        `(import ./repos/registry { system = "x86_64-linux"; layers = [ "hose" ]; }) ? x`,
      ),
    ).toThrow('no overlay repository with layers is called hose: there are house');
  });
});

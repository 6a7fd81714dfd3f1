/** Worry: a package uses a set through another package, and the graph does not say so. */
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { edgesOf } from '../../src/plugin/project-edges';
import { readForGraph } from '../../src/reading/graph-reading';
import { RegistryOnBase, SMALL_BASE } from './registry-on-base';

const stdenv = (formals: string, inputs: string): string =>
  `{ stdenv, ${formals} }:\nstdenv.mkDerivation { pname = "it"; version = "1"; buildInputs = ${inputs}; }\n`;

/** Packages of a repo, each with how it comes to a member of a set. */
const WAYS: Readonly<Record<string, { readonly text: string; readonly to: string }>> = {
  member: { text: stdenv('python3', '[ python3.pkgs.idna ]'), to: 'python3Packages.idna' },
  opened: { text: stdenv('python3', 'with python3.pkgs; [ idna ]'), to: 'python3Packages.idna' },
  called: {
    text: stdenv('python3', '[ (python3.withPackages (ps: [ ps.idna ])) ]'),
    to: 'python3Packages.idna',
  },
  calledWith: {
    text: stdenv('python3', '[ (python3.withPackages (ps: with ps; [ idna ])) ]'),
    to: 'python3Packages.idna',
  },
  named: {
    text: stdenv('python3', 'let ps = python3.pkgs; in [ ps.idna ]'),
    to: 'python3Packages.idna',
  },
  inherited: {
    text: stdenv('python3', 'let inherit (python3.pkgs) idna; in [ idna ]'),
    to: 'python3Packages.idna',
  },
  varied: {
    text: stdenv(
      'python3',
      'let python = python3.override { packageOverrides = _: _: { }; }; in [ python.pkgs.idna ]',
    ),
    to: 'python3Packages.idna',
  },
  whole: {
    text: stdenv(
      'python3, lib',
      'builtins.attrValues (lib.genAttrs [ "idna" ] (n: python3.pkgs.${n}))',
    ),
    to: 'base python3Packages, python3Packages',
  },
  other: { text: stdenv('python311', '[ python311.pkgs.idna ]'), to: 'python3Packages.idna' },
  otherSet: {
    text: stdenv('python311Packages', '[ python311Packages.idna ]'),
    to: 'python3Packages.idna',
  },
  builders: { text: stdenv('buildPackages', '[ buildPackages.zlib ]'), to: 'zlib' },
  cross: { text: stdenv('pkgsCross', '[ pkgsCross.aarch64-multiplatform.zlib ]'), to: 'zlib' },
  host: {
    text: stdenv('pkgsBuildHost', '[ pkgsBuildHost.python3.pkgs.idna ]'),
    to: 'base python3, python3Packages.idna',
  },
  scope: { text: stdenv('boxes', '[ boxes.widgets.button ]'), to: 'widgets.button' },
  handedOver: {
    text: stdenv('boxes', '[ (boxes.withWidgets (ws: [ ws.button ])) ]'),
    to: 'widgets.button',
  },
  ended: {
    text: stdenv('boxes', '[ boxes.ended boxes.thrown (boxes.ended.x or boxes.widgets.button) ]'),
    to: 'widgets.button',
  },
  plain: { text: stdenv('boxes', '[ boxes.plugins.spell ]'), to: 'plugins.spell' },
  commented: {
    text: stdenv('python3', '[ python3 /* which one? */ .pkgs.idna ]'),
    to: 'python3Packages.idna',
  },
  asserted: {
    text: stdenv('python3', 'let python = assert true; python3; in [ python.pkgs.idna ]'),
    to: 'python3Packages.idna',
  },
  wholeArgument: {
    text: '{ stdenv, python3, ... }@args:\nstdenv.mkDerivation { pname = "it"; version = "1"; buildInputs = [ args.python3.pkgs.idna ]; }\n',
    to: 'python3Packages.idna',
  },
  handsOn: { text: '{ python3 }: python3.override { }\n', to: '' },
  behindHandedOn: { text: stdenv('handsOn', '[ handsOn.pkgs.idna ]'), to: 'python3Packages.idna' },
  calledBehindHandedOn: {
    text: stdenv('handsOn', '[ (handsOn.withPackages (ps: [ ps.idna ])) ]'),
    to: 'python3Packages.idna',
  },
  unmoved: { text: stdenv('python3', '[ python3.pkgs.numpy ]'), to: 'base python3Packages.numpy' },
  ofMember: {
    text: stdenv('python3', 'python3.pkgs.numpy.extras.fast'),
    to: 'base python3Packages.numpy, base python3Packages.numpy.extras.fast',
  },
  ofOther: {
    text: stdenv('boxes', 'boxes.extras.fast'),
    to: 'base boxes.extras.fast',
  },
  elsewhere: { text: stdenv('boxes', '[ boxes.hask.text ]'), to: 'base boxes.hask.text' },
};

const BASE = `{ system, config ? { }, overlays ? [ ], crossSystem ? null }:
import ./small-base {
  inherit config crossSystem system;
  overlays = [
    (final: prev: {
      boxes = final.stdenv.mkDerivation {
        pname = "boxes";
        version = "1";
        passthru = {
          inherit (final) hask plugins widgets;
          extras.fast = [ final.jq ];
          ended = abort "what Nix does not catch";
          thrown = throw "what it does";
          withWidgets = choose: final.stdenv.mkDerivation { name = "w"; inputs = choose final.widgets; };
        };
      };
      pythonPackagesExtensions = prev.pythonPackagesExtensions ++ [
        (_: old: { numpy = old.numpy // { extras.fast = [ old.requests ]; }; })
      ];
    })
  ] ++ overlays;
}
`;

const lambda = '{ stdenv }:\nstdenv.mkDerivation { pname = "own"; version = "1"; }\n';

describeWithNix('what is reached through a package', (nix) => {
  test('leads to the package of the set that it is', async () => {
    const registry = new RegistryOnBase(nix, temporaryFolder('leads'));
    registry.copy(SMALL_BASE, 'base/small-base').write({
      'base/default.nix': BASE,
      'repos/users/nix-repo.json': '{ "kind": "sig", "layout": "pkgs" }',
      'repos/owners/nix-repo.json': JSON.stringify({
        kind: 'sig',
        layout: [
          'pkgs',
          ...['python3Packages', 'widgets', 'plugins'].map((set) => ({
            name: 'pkgs',
            folder: set,
            set,
          })),
        ],
      }),
      'repos/house/nix-repo.json': '{ "kind": "overlay" }',
      'repos/house/overrides/all.nix': `final: prev: {
        taken = prev.python3.pkgs.idna;
        calledBelow = prev.python3.withPackages (ps: [ ps.idna ]);
        called = final.python3.withPackages (ps: [ ps.idna ]);
        member = final.python3.pkgs.idna;
        file = final.python3.pkgs.callPackage ../parts/part.nix { };
      }`,
      'repos/house/parts/part.nix': '{ idna }: idna',
      'repos/owners/pkgs/zlib/default.nix': lambda,
      'repos/owners/python3Packages/idna/default.nix': lambda,
      'repos/owners/python3Packages/six/default.nix': lambda,
      'repos/owners/widgets/button/default.nix': lambda,
      'repos/owners/plugins/spell/default.nix': lambda,
      ...Object.fromEntries(
        Object.entries(WAYS).map(([name, { text }]) => [
          `repos/users/pkgs/${name}/default.nix`,
          text,
        ]),
      ),
    });
    const wiring = await registry.emit('base', {});
    const found = Object.fromEntries(
      wiring.packages
        .filter(({ repo }) => repo === 'users')
        .map(({ key, edges }) => [
          key,
          edges
            .filter(({ isFromBody }) => isFromBody)
            .map(({ to, kind }) => (kind === 'base' ? `base ${to}` : to))
            .join(', '),
        ]),
    );
    expect(found).toEqual(
      Object.fromEntries(Object.entries(WAYS).map(([name, { to }]) => [name, to])),
    );

    const layered = wiring.layers
      .flatMap(({ settings }) => settings)
      .map(({ key, edges }) => [key, edges.some(({ to }) => to === 'python3Packages.idna')]);
    expect(Object.fromEntries(layered)).toEqual({
      ...{ called: true, calledBelow: true, file: true, member: true, taken: true },
    });

    // What Nx is told: of the heads alone nothing of this would be seen.
    const roots = ['owners', 'users', 'registry', 'lib'].map((name) => `repos/${name}`);
    const ofHeads = await readForGraph(registry.folder, roots);
    expect(edgesOf(ofHeads)).toContainEqual(
      expect.objectContaining({ from: 'users', to: 'owners' }),
    );
    const seen = ofHeads.wiring.packages.find(({ key }) => key === 'called')!;
    expect(seen.edges.map(({ to }) => to)).toContain('python3Packages.idna');
  });
});

/** Flakes that layers name by a path: what derivations take of them has what lies there in it. */
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { RegistryOnBase, SMALL_BASE } from '../base/registry-on-base';

const FILES = {
  'repos/core/nix-repo.json': '{ "kind": "core", "layout": "flat-by-name" }',
  'repos/house/nix-repo.json': '{ "kind": "overlay" }',
  'repos/house/flakes/whole.json':
    '{ "url": "../../whole", "follows": { "nixpkgs": "base" }, "sets": ["own", "beside", "inner", "below"] }',
  'whole/word': 'one\n',
  'whole/flake.nix': `{
  inputs.nixpkgs.url = "github:NixOS/nixpkgs";
  inputs.part.url = "path:./part";
  outputs = { self, nixpkgs, part }: {
    overlays.default = final: prev:
      let
        made = name: src: final.stdenv.mkDerivation { inherit name src; };
      in
      {
        own = made "own" self;
        beside = made "beside" "\${self}/word";
        inner = made "inner" (self + "/word");
        below = made part.name "\${part}/text";
      };
  };
}
`,
  // As a lock by \`nix flake lock\` has it, of 2.26 and later.
  'whole/flake.lock': JSON.stringify({
    nodes: {
      nixpkgs: {
        locked: { type: 'path', path: '/nowhere', narHash: 'sha256-' },
        original: { type: 'path', path: '/nowhere' },
      },
      part: {
        inputs: { word: 'word' },
        locked: { type: 'path', path: './part' },
        original: { type: 'path', path: './part' },
        parent: [],
      },
      root: { inputs: { nixpkgs: 'nixpkgs', part: 'part' } },
      word: {
        locked: { type: 'path', path: './word' },
        original: { type: 'path', path: './word' },
        parent: ['part'],
      },
    },
    root: 'root',
    version: 7,
  }),
  'whole/part/text': 'two\n',
  'whole/part/flake.nix':
    '{ inputs.word.url = "path:./word"; outputs = { self, word }: { name = word.name; }; }',
  'whole/part/word/flake.nix': '{ outputs = { self }: { name = "below"; }; }',
};

type Paths = Readonly<Record<'own' | 'beside' | 'inner' | 'below', string>>;

describeWithNix('flakes in place', (nix) => {
  const registry = new RegistryOnBase(nix, temporaryFolder('flakes-in-place'));

  beforeAll(async () => {
    registry.copy(SMALL_BASE, 'base').write(FILES);
    await registry.emit('base', {});
  });

  const paths = (): Paths =>
    registry.evaluate(
      `let set = ${registry.set('repos/registry', { name: '', system: 'x86_64-linux' })};
      in builtins.mapAttrs (_: made: builtins.unsafeDiscardStringContext made.drvPath) {
        inherit (set) own beside inner below;
      }`,
      'building',
    ) as Paths;

  test('an edit of what a derivation takes of one changes it, however it is taken', () => {
    const before = paths();
    expect(before.below).toMatch(/below/);
    expect(paths()).toEqual(before);

    registry.write({ 'whole/word': 'other\n' });
    const edited = paths();
    for (const name of ['own', 'beside', 'inner'] as const) {
      expect(edited[name]).not.toBe(before[name]);
    }

    registry.write({ 'whole/part/text': 'other\n' });
    expect(paths().below).not.toBe(edited.below);
  });

  test('what git keeps beside it is no part of it', () => {
    const before = paths();
    registry.write({ 'whole/.git/HEAD': 'ref: refs/heads/main\n' });
    expect(paths()).toEqual(before);
  });
});

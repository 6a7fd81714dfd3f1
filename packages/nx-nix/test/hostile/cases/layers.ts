import { linkTo, pipe, type HostileCase, type HostileFiles } from '../hostile-case';

const kind = 'layers';

/** The registry grants that it is an overlay, and nothing else. */
const around: HostileFiles = {
  'repos/registry/nix-repo.json': '{ "kind": "registry", "overlays": ["evil"] }',
};
const overlay = '{ "kind": "overlay" }';

/** A layer of a granted overlay repo. */
const layer = (
  name: string,
  files: HostileFiles,
  more: Partial<HostileCase> = {},
): HostileCase => ({
  name,
  kind,
  files: { 'nix-repo.json': overlay, 'default.nix': undefined, ...files },
  around,
  ...more,
});

const channel = (name: string, url: string): HostileCase =>
  layer(`a channel of ${name}`, { 'channels/stable.json': JSON.stringify({ url }) });

export const LAYERS: readonly HostileCase[] = [
  channel('a folder outside, by its path', '@outside@'),
  channel('a folder outside, by dots', '../../../outside'),
  channel('a folder outside, through its own', './a/../../../../outside'),
  channel('another repo', '../other'),
  channel('the registry', '../registry'),
  channel('the home of the user', '~/nixpkgs'),
  channel('the search path', '<nixpkgs>'),
  channel('a folder as a flake', 'path:@outside@'),
  channel('a repository of this machine', 'git+file://@outside@'),
  channel('a program as a repository', 'git+ext::sh -c touch% @outside@/ran'),
  channel('an option of git', 'git+ssh://-oProxyCommand=touch/x'),
  channel('a name that a list elsewhere resolves', 'nixpkgs'),
  channel('a forge', 'github:evil/nixpkgs'),
  channel('nothing', ''),
  layer('a channel whose path is a link out', {
    'channels/stable.json': '{ "url": "./link" }',
    link: linkTo('@outside@'),
  }),
  layer('a channel with a patch out of the repo', {
    'channels/own.json': '{ "url": "./own" }',
    'own/default.nix': '{ ... }: { }',
    'channels/patched.json': '{ "of": "own", "patches": ["../../../outside/value.nix"] }',
  }),
  layer('a channel with a patch that is a link out', {
    'channels/own.json': '{ "url": "./own" }',
    'own/default.nix': '{ ... }: { }',
    'channels/patched.json': '{ "of": "own", "patches": ["x.patch"] }',
    'x.patch': linkTo('@outside@/value.nix'),
  }),
  layer('channels that are made of each other', {
    'channels/a.json': '{ "of": "b", "patches": [] }',
    'channels/b.json': '{ "of": "a", "patches": [] }',
  }),
  layer('a channel that takes the name of a package', {
    'channels/other.json': '{ "url": "./own" }',
    'own/default.nix': '{ ... }: { }',
  }),
  layer('a channel that takes a name of the set itself', {
    'channels/extend.json': '{ "url": "./own" }',
    'own/default.nix': '{ ... }: { }',
  }),
  layer('a channel that is called like what every object has', {
    'channels/__proto__.json': '{ "url": "./own" }',
    'own/default.nix': '{ ... }: { inside = "channel"; }',
  }),
  layer('a fallback on such a channel, which is not there', {
    'fallbacks/other.json':
      '{ "channel": "constructor", "reason": "r", "link": "https://l.example" }',
  }),
  layer(
    'a fallback whose reason ends the comment that it is in',
    {
      'channels/own.json': '{ "url": "./own" }',
      'own/default.nix': '{ ... }: { saw = "channel"; }',
      'fallbacks/saw.json': JSON.stringify({
        channel: 'own',
        reason: 'x\n*/ throw "evil" /*\r throw "evil"\u2028throw "evil"',
        link: 'https://l.example/',
      }),
    },
    { values: { '["saw"]': 'channel', '["good"]': 'good other' } },
  ),
  layer('a fallback whose link would be code', {
    'channels/own.json': '{ "url": "./own" }',
    'own/default.nix': '{ ... }: { saw = "channel"; }',
    'fallbacks/saw.json': JSON.stringify({
      channel: 'own',
      reason: 'x',
      link: 'https://l.example/\n}; evil = "evil',
    }),
  }),
  layer('a flake of a folder outside', {
    'flakes/nuenv.json': '{ "url": "@outside@", "sets": ["x"] }',
  }),
  layer(
    'a flake of its own with an input outside',
    {
      'flakes/nuenv.json': '{ "url": "./own", "sets": ["x"] }',
      'own/flake.nix':
        '{ inputs.a.url = "path:@outside@"; outputs = { a, ... }: { overlays.default = _: _: { x = import "${a}/value.nix"; }; }; }',
      'own/flake.lock': JSON.stringify({
        nodes: {
          a: {
            locked: {
              type: 'path',
              path: '@outside@',
              narHash: 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
            },
            original: { type: 'path', path: '@outside@' },
          },
          root: { inputs: { a: 'a' } },
        },
        root: 'root',
        version: 7,
      }),
    },
    { refused: ['["x"]', /restricted mode/] },
  ),
  layer(
    'a channel that is a registry whose base lies outside',
    {
      'channels/stable.json': '{ "url": "./own" }',
      'own/nix-repo.json': '{ "kind": "registry", "base": "@outside@" }',
      'own/default.nix': '{ ... }: { inside = import @outside@/value.nix; }',
    },
    { refused: ['["stable","inside"]', /restricted mode/] },
  ),
  layer(
    'a channel whose own lock opens a folder outside',
    {
      'channels/stable.json': '{ "url": "./own" }',
      'own/default.nix': '{ ... }: { inside = import @outside@/value.nix; }',
      'own/inputs.json': JSON.stringify({
        nodes: { a: { locked: { type: 'path', path: '@outside@' } }, root: { inputs: { a: 'a' } } },
        root: 'root',
      }),
    },
    { refused: ['["stable","inside"]', /restricted mode/] },
  ),
  layer(
    'a channel whose own lock opens a repository of this machine',
    {
      'channels/stable.json': '{ "url": "./own" }',
      'own/default.nix':
        '{ ... }: { inside = builtins.fetchGit { url = "file://@outside@"; rev = "0123456789012345678901234567890123456789"; }; }',
      'own/flake.lock': JSON.stringify({
        nodes: {
          a: {
            locked: {
              type: 'git',
              url: 'file://@outside@',
              rev: '0123456789012345678901234567890123456789',
            },
          },
          root: { inputs: { a: 'a' } },
        },
        root: 'root',
      }),
    },
    { refused: ['["stable","inside"]', /restricted mode/] },
  ),
  layer('a channel that is a link to a registry beside', {
    'channels/stable.json': '{ "url": "./own" }',
    own: linkTo('../registry'),
  }),
  layer('an override of what nobody may set', {
    'overrides/a.nix': 'final: prev: { __unfix__ = 1; }',
  }),
  layer('an override that makes a package a derivation of its own', {
    'overrides/a.nix':
      'final: prev: { other = prev.other // { type = "derivation"; outPath = "/outside"; }; }',
  }),
  layer('an override that knows its names only when it is evaluated', {
    'overrides/a.nix': 'final: prev: builtins.listToAttrs [ { name = "other"; value = 1; } ]',
  }),
  layer('an override whose names depend on the result', {
    'overrides/a.nix': 'final: prev: if final ? other then { other = 1; } else { }',
  }),
  layer('an override that is a pipe', { 'overrides/a.nix': pipe }),
  layer('layers in an order of its own, with one twice', {
    'nix-repo.json': '{ "kind": "overlay", "layers": ["overrides", "overrides"] }',
  }),
  layer('a layer that does not exist', {
    'nix-repo.json': '{ "kind": "overlay", "layers": ["../other"] }',
  }),
  layer('two layers that set the same, as if nobody looked', {
    'overrides/a.nix': 'final: prev: { other = 1; }',
    'overrides/b.nix': 'final: prev: { other = 2; }',
  }),
  layer(
    'a granted input, written in another way',
    {
      'channels/stable.json': '{ "url": "@outside@/../outside" }',
    },
    {
      around: {
        'repos/registry/nix-repo.json':
          '{ "kind": "registry", "overlays": ["evil"], "grants": { "evil": { "inputs": ["@outside@"] } } }',
      },
    },
  ),
];

import { packageFile, type HostileCase, type HostileFiles } from '../hostile-case';

const kind = 'grants';

/** A field of a registry, in a repo that is none. */
const field = (name: string, text: string): HostileCase => ({
  name: `\`${name}\` in a repo`,
  kind,
  files: {
    'nix-repo.json': `{ "kind": "sig", "${name}": ${text} }`,
    [packageFile('evil')]: '{ }: "evil"',
  },
});

const registry = (text: string): HostileFiles => ({ 'repos/registry/nix-repo.json': text });

/** What the registry alone may say; and what it says by mistake that would open more than is meant. */
export const GRANTS: readonly HostileCase[] = [
  field('grants', '{ "evil": { "targets": ["resolve"] } }'),
  field('overlays', '["evil"]'),
  field('repos', '{ "other": { "exclude": ["by-name/ot"] } }'),
  field('base', '"/"'),
  field('baseNames', '"../../../outside/value.nix"'),
  field('importFromDerivation', 'true'),
  field('ambient', '["other"]'),
  field('config', '{ "allowUnfree": true }'),
  field('published', '{ "folder": "../../.." }'),
  field('systems', '["x86_64-linux"]'),
  field('layers', '["overrides"]'),
  {
    name: 'settings of another repo in an overlay repo',
    kind,
    files: {
      'nix-repo.json': '{ "kind": "overlay", "repos": { "other": { "exclude": ["by-name"] } } }',
    },
    around: registry('{ "kind": "registry", "overlays": ["evil"] }'),
  },
  {
    name: 'grants for a repo that is not there, whose name anybody could take',
    kind,
    files: {},
    around: registry('{ "kind": "registry", "grants": { "later": { "scopes": ["toolSet"] } } }'),
  },
  {
    name: 'grants by a name that every object of JavaScript has',
    kind,
    repo: 'constructor',
    files: { 'nix-repo.json': '{ "scopes": ["toolSet"] }' },
  },
  {
    name: 'grants that stand there twice',
    kind,
    files: { 'nix-repo.json': '{ "scopes": ["toolSet"] }' },
    around: registry(
      '{ "kind": "registry", "grants": { "evil": {}, "evil": { "scopes": ["toolSet"] } } }',
    ),
  },
  {
    name: 'grants by the prototype of the field',
    kind,
    files: { 'nix-repo.json': '{ "scopes": ["toolSet"] }' },
    around: registry(
      '{ "kind": "registry", "grants": { "__proto__": { "evil": { "scopes": ["toolSet"] } } } }',
    ),
  },
  {
    name: 'grants of a longer or a shorter name than is meant',
    kind,
    files: { 'nix-repo.json': '{ "scopes": ["toolSet"] }' },
    around: {
      ...registry('{ "kind": "registry", "grants": { "evil-2": { "scopes": ["toolSet"] } } }'),
      'repos/evil-2/nix-repo.json': '{ }',
    },
  },
  {
    name: 'a set inside of a set that is granted',
    kind,
    files: { 'nix-repo.json': '{ "scopes": ["toolSet.inner"] }' },
    around: {
      ...registry('{ "kind": "registry", "grants": { "evil": { "scopes": ["toolSet"] } } }'),
      'repos/third/nix-repo.json': '{ }',
      'repos/third/default.nix': '{ lib }: lib.useByName { inherit lib; path = ./.; }',
      'repos/third/by-name/to/tools/packages.nix': '{ ... }: { toolSet.inner.saw = { }: "saw"; }',
    },
  },
  {
    name: 'settings of the registry for itself, which nothing reads',
    kind,
    files: {},
    around: registry(
      '{ "kind": "registry", "repos": { "registry": { "exclude": ["pkgs.nix"] } } }',
    ),
  },
  {
    name: 'settings of the registry with fields that open something',
    kind,
    files: {},
    around: registry('{ "kind": "registry", "repos": { "evil": { "scopes": ["toolSet"] } } }'),
  },
  {
    name: 'settings of other repos, in the place of the registry',
    kind,
    repo: 'a',
    files: {
      'nix-repo.json': '{ "kind": "registry", "repos": { "other": { "exclude": ["by-name"] } } }',
    },
  },
  {
    name: 'a published flake outside of the registry',
    kind,
    files: {},
    around: registry('{ "kind": "registry", "published": { "folder": "../evil" } }'),
  },
];

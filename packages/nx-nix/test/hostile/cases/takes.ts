import { packageFile, type HostileCase } from '../hostile-case';

const kind = 'takes';

/** What belongs to another repo, or to nobody. */
export const TAKES: readonly HostileCase[] = [
  {
    name: 'a package that another repo has',
    kind,
    files: { [packageFile('other')]: '{ }: "evil"' },
  },
  {
    name: 'a package that another repo has, from a group',
    kind,
    files: { 'by-name/gr/group/packages.nix': '{ ... }: { other = { }: 1; }' },
  },
  {
    name: 'a member of a set that another repo has',
    kind,
    files: { 'by-name/gr/group/packages.nix': '{ ... }: { toolSet.saw = { }: 1; }' },
  },
  {
    name: 'a package that another repo has, by `attributes`',
    kind,
    files: {
      'nix-repo.json': '{ "attributes": { "by-name/ev/evil": "other" } }',
      [packageFile('evil')]: '{ }: "evil"',
    },
  },
  {
    name: 'a package that another repo has, by the set of a layout',
    kind,
    files: {
      'nix-repo.json': '{ "layout": { "name": "pkgs", "set": "toolSet" } }',
      'pkgs/saw/default.nix': '{ }: "evil"',
    },
  },
  {
    name: 'a package that another repo has, by a pattern',
    kind,
    files: {
      'nix-repo.json': '{ "layout": { "pattern": "x/<name>.nix", "attribute": "oth<name>" } }',
      'x/er.nix': '{ }: "evil"',
    },
  },
  {
    name: 'a set in the place of a package',
    kind,
    files: { 'by-name/gr/group/packages.nix': '{ ... }: { other.x = { }: 1; }' },
  },
  {
    name: 'a package in the place of a set',
    kind,
    files: { [packageFile('toolSet')]: '{ }: 1' },
  },
  {
    name: 'a set that another repo has as a scope: what lies in it would look names up elsewhere',
    kind,
    files: { 'nix-repo.json': '{ "scopes": ["toolSet"] }' },
  },
  {
    name: 'a set of another repo as a scope, with a member that is asked for there',
    kind,
    files: {
      'nix-repo.json': '{ "scopes": ["toolSet"] }',
      'by-name/gr/group/packages.nix': '{ ... }: { toolSet.other = { }: 1; }',
    },
  },
  {
    name: 'the place of the registry',
    kind,
    repo: 'a',
    files: {
      'nix-repo.json': '{ "kind": "registry", "grants": { "a": { "targets": ["resolve"] } } }',
    },
  },
  {
    name: 'the place of the lib',
    kind,
    repo: 'a',
    files: { 'nix-repo.json': '{ "kind": "lib" }' },
  },
  {
    name: 'the place of an overlay, which wins over all',
    kind,
    files: {
      'nix-repo.json': '{ "kind": "overlay" }',
      'overrides/other.nix': 'final: prev: { other = "evil"; }',
    },
  },
  {
    name: 'the place of an overlay, in the name of one that is granted',
    kind,
    files: { 'nix-repo.json': '{ "kind": "overlay", "overlays": ["evil"] }' },
  },
  {
    name: 'the function by which all packages are called',
    kind,
    files: { [packageFile('callPackage')]: '{ }: "evil"' },
  },
  {
    name: 'the library that all packages get',
    kind,
    files: { [packageFile('lib')]: '{ }: "evil"' },
  },
  {
    name: 'the function that makes the set extensible',
    kind,
    files: { [packageFile('extend')]: '{ }: "evil"' },
  },
  {
    name: 'the mark by which a registry knows itself',
    kind,
    files: { [packageFile('__registry-0')]: '{ }: "evil"' },
    values: { '["__registry-0"]': 'evil', '["good"]': 'good other' },
  },
  {
    name: 'the name of a repo, as a package: no package asks for repos by name',
    kind,
    files: { [packageFile('repos')]: '{ }: "evil"' },
    values: { '["repos"]': 'evil', '["good"]': 'good other' },
  },
  {
    name: 'names that generated code binds, as packages',
    kind,
    files: {
      [packageFile('final')]: '{ }: "evil"',
      [packageFile('prev')]: '{ }: "evil"',
      [packageFile('call')]: '{ }: "evil"',
      [packageFile('args')]: '{ }: "evil"',
      [packageFile('builtins')]: '{ }: "evil"',
      [packageFile('layer')]:
        '{ final, prev, call, args, builtins }: final + prev + call + args + builtins',
    },
    values: { '["layer"]': 'evilevilevilevilevil', '["good"]': 'good other' },
  },
  {
    name: 'what a package of another repo asks for, as a member of a scope of its own',
    kind,
    files: {
      'nix-repo.json': '{ "scopes": ["mine"] }',
      'by-name/gr/group/packages.nix':
        '{ ... }: { mine.other = { }: "mine"; mine.use = { other }: other; }',
    },
    values: { '["mine","use"]': 'mine', '["good"]': 'good other' },
  },
];

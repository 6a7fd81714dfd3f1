import { linkTo, packageFile, type HostileCase, type HostileFiles } from '../hostile-case';

const link = (name: string, files: HostileFiles, more: Partial<HostileCase> = {}): HostileCase => ({
  name,
  kind: 'links',
  files,
  ...more,
});

export const LINKS: readonly HostileCase[] = [
  link('nix-repo.json is the file of a user', { 'nix-repo.json': linkTo('/etc/passwd') }),
  link('nix-repo.json is a file outside', { 'nix-repo.json': linkTo('@outside@/nix-repo.json') }),
  link('nix-repo.json is that of the registry', {
    'nix-repo.json': linkTo('../registry/nix-repo.json'),
  }),
  link('nix-repo.json is a link to itself', { 'nix-repo.json': linkTo('nix-repo.json') }),
  link('nix-repo.json leads to nothing', { 'nix-repo.json': linkTo('nothing') }),
  link('a package is a file outside', { [packageFile('evil')]: linkTo('@outside@/package.nix') }),
  link('a package is a file outside, by dots', {
    [packageFile('evil')]: linkTo('../../../../../../outside/package.nix'),
  }),
  link('a package is a file of another repo', {
    [packageFile('evil')]: linkTo('../../../../other/by-name/ot/other/package.nix'),
  }),
  link('a package is a link to a link outside', {
    [packageFile('evil')]: linkTo('one.nix'),
    'by-name/ev/evil/one.nix': linkTo('two.nix'),
    'by-name/ev/evil/two.nix': linkTo('@outside@/package.nix'),
  }),
  link('the folder of a package lies outside', { 'by-name/ev/evil': linkTo('@outside@') }),
  link('a shard lies outside', { 'by-name/se': linkTo('@outside@/by-name/se') }),
  link('all packages lie outside', { 'by-name': linkTo('@outside@/by-name') }),
  link('all packages are those of another repo', { 'by-name': linkTo('../other/by-name') }),
  link('a folder leads to the one around it', {
    'by-name/ev/evil': linkTo('..'),
    [packageFile('fine')]: '{ }: 1',
  }),
  link('a folder leads to the repo', { 'by-name/ev': linkTo('../..') }),
  link('a folder leads to the root of the machine', { pkgs: linkTo('/') }),
  link('links lead in a circle', {
    'by-name/ev/evil/package.nix': linkTo('one.nix'),
    'by-name/ev/evil/one.nix': linkTo('package.nix'),
  }),
  link(
    'a package reads a file of its own that lies outside',
    {
      [packageFile('evil')]: '{ }: builtins.readFile ./data',
      'by-name/ev/evil/data': linkTo('@outside@/value.nix'),
    },
    { refused: ['["evil"]', /restricted mode/] },
  ),
  link('default.nix lies outside', {
    'default.nix': linkTo('@outside@/default.nix'),
    [packageFile('evil')]: '{ }: 1',
  }),
  link('flake.nix lies outside', { 'flake.nix': linkTo('@outside@/flake.nix') }),
  link(
    'the registry has a list of names that lies outside',
    {},
    {
      around: {
        'repos/registry/nix-repo.json': '{ "kind": "registry", "baseNames": "names.txt" }',
        'repos/registry/names.txt': linkTo('@outside@/value.nix'),
      },
    },
  ),
  link(
    'the registry has facts of its base that lie outside',
    {},
    {
      around: {
        'repos/registry/nix-repo.json': '{ "kind": "registry", "base": "../../base" }',
        'repos/registry/base.json': linkTo('@outside@/nix-repo.json'),
      },
    },
  ),
  link(
    'the list of submodules lies outside',
    {},
    { around: { '.gitmodules': linkTo('@outside@/flake.nix') } },
  ),
  link(
    'a folder of repos is a link to a repo outside',
    {},
    { around: { 'repos/linked': linkTo('@outside@') } },
  ),
  link(
    'the drawing of the registry is a file outside',
    { [packageFile('evil')]: '{ }: "evil"' },
    {
      around: { 'repos/registry/pkgs.svg': linkTo('@outside@/value.nix') },
      values: { '["evil"]': 'evil' },
    },
  ),
];

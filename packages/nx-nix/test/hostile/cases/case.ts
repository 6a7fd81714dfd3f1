import { packageFile, type HostileCase, type HostileFiles } from '../hostile-case';

const clash = (
  name: string,
  files: HostileFiles,
  more: Partial<HostileCase> = {},
): HostileCase => ({
  name,
  kind: 'case',
  files,
  ...more,
});

export const CASES_OF_LETTERS: readonly HostileCase[] = [
  clash('packages that differ by case', {
    [packageFile('evil')]: '{ }: 1',
    'by-name/ev/Evil/package.nix': '{ }: 2',
  }),
  clash('shards that differ by case', {
    [packageFile('evil')]: '{ }: 1',
    'by-name/EV/evil2/package.nix': '{ }: 2',
  }),
  clash('files of a package that differ by case', {
    [packageFile('evil')]: '{ }: 1',
    'by-name/ev/evil/data': 'a',
    'by-name/ev/evil/Data': 'b',
  }),
  clash('nix-repo.json beside Nix-Repo.json', { 'Nix-Repo.json': '{ "kind": "registry" }' }),
  clash('default.nix beside Default.nix', { 'Default.nix': '{ }' }),
  clash(
    'a repo that differs from another by case',
    { [packageFile('evil')]: '{ }: 1' },
    { repo: 'Other' },
  ),
  clash(
    'a package that differs from another repo’s by case',
    { [packageFile('Other')]: '{ }: "Other"' },
    {
      values: { '["Other"]': 'Other', '["other"]': 'other' },
    },
  ),
  clash('one letter, composed and decomposed', {
    'nix-repo.json': '{ "layout": "pkgs" }',
    'pkgs/\u00e9/default.nix': '{ }: "one"',
    'pkgs/e\u0301/default.nix': '{ }: "two"',
  }),
  clash(
    'letters that look the same',
    {
      'nix-repo.json': '{ "layout": "pkgs" }',
      'pkgs/\u043ether/default.nix': '{ }: "evil"',
    },
    { values: { '["\u043ether"]': 'evil', '["other"]': 'other' } },
  ),
];

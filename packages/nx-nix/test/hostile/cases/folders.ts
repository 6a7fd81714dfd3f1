import { packageFile, type HostileCase } from '../hostile-case';

const called = (repo: string, more: Partial<HostileCase> = {}): HostileCase => ({
  name: `a repo called ${JSON.stringify(repo)}`,
  kind: 'folders',
  repo,
  files: { [packageFile('evil')]: '{ other }: "evil ${other}"' },
  ...more,
});
/** Nix is asked for its package. */
const taken = (repo: string): HostileCase =>
  called(repo, { values: { '["evil"]': 'evil other', '["good"]': 'good other' } });

export const FOLDERS: readonly HostileCase[] = [
  called('-rf'),
  called('$(touch ran)'),
  called('a b'),
  called('a\nb'),
  called('a"b'),
  called('${throw "x"}'),
  called('self'),
  called('1st'),
  called('.hidden'),
  called('größe'),
  called('...'),
  called('a:b'),
  called('a\\b'),
  called('*'),
  called('base', {
    name: 'a repo called "base", where there is a base',
    around: { 'repos/registry/nix-repo.json': '{ "kind": "registry", "base": "../../base" }' },
  }),
  taken('base'),
  taken('if'),
  taken('or'),
  taken('rec'),
  taken('null'),
  taken('a.b'),
  taken('a+b'),
  taken('__proto__'),
  taken('constructor'),
  taken('toString'),
  taken('nixpkgs'),
  taken('root'),
  taken('final'),
  called('registry.bak', { files: { 'nix-repo.json': '{ "kind": "registry" }' } }),
  called('core'),
  called('overlay'),
  called('sig'),
];

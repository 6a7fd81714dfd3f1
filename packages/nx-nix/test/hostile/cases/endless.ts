import { packageFile, type HostileCase, type HostileFiles } from '../hostile-case';

const endless = (
  name: string,
  files: HostileFiles,
  more: Partial<HostileCase> = {},
): HostileCase => ({
  name,
  kind: 'endless',
  files,
  ...more,
});
const body = (name: string, text: string): HostileCase =>
  endless(`a package of ${name}`, { [packageFile('evil')]: text });

export const ENDLESS: readonly HostileCase[] = [
  endless('deep nix-repo.json', {
    'nix-repo.json': `{ "exclude": ${'['.repeat(5000)}${']'.repeat(5000)} }`,
  }),
  endless('deep objects of nix-repo.json', {
    'nix-repo.json': `${'{"kind":'.repeat(5000)}1${'}'.repeat(5000)}`,
  }),
  endless('a large nix-repo.json', { 'nix-repo.json': `{ }${' '.repeat(16_000_000)}` }),
  endless('a long word in nix-repo.json', {
    'nix-repo.json': JSON.stringify({ kind: 'x'.repeat(100_000) }),
  }),
  endless('many unknown fields', {
    'nix-repo.json': JSON.stringify(
      Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`f${i}`, i])),
    ),
  }),
  body('many brackets', `{ }: ${'('.repeat(4000)}1${')'.repeat(4000)}`),
  body('many operators', `{ }: ${'{ } // '.repeat(4000)}{ }`),
  body('many lambdas', `${'x: '.repeat(4000)}1`),
  body('one word', `{ }: ${'a.'.repeat(10_000)}a`),
  body('many comments that do not end', `{ }: ${'/* '.repeat(100)}`),
  body('a string that does not end', `{ }: "${'${"'.repeat(2000)}`),
  body(
    'names that stand for names',
    `{ }: let ${Array.from({ length: 3000 }, (_, i) => `n${i} = [ n${i + 1} n${i + 1} ];`).join(' ')} in n0`,
  ),
  endless('a group of names that stand for names', {
    'by-name/gr/group/packages.nix': `{ ... }: let ${Array.from({ length: 400 }, (_, i) => `n${i} = { inherit (n${i + 1}) a; b = n${i + 1}; };`).join(' ')} n400 = { }; in { evil = { }: n0; }`,
  }),
  endless('many formals', {
    [packageFile('evil')]:
      `{ ${Array.from({ length: 5000 }, (_, i) => `f${i} ? 1`).join(', ')} }: 1`,
  }),
  endless('files that call each other', {
    [packageFile('evil')]: 'import ./a.nix',
    'by-name/ev/evil/a.nix': 'import ./b.nix',
    'by-name/ev/evil/b.nix': 'import ./a.nix',
  }),
  endless('a row of files that call the next', {
    [packageFile('evil')]: 'import ./0.nix',
    ...Object.fromEntries(
      Array.from({ length: 40 }, (_, i) => [
        `by-name/ev/evil/${i}.nix`,
        i === 39 ? '{ }: 1' : `import ./${i + 1}.nix`,
      ]),
    ),
  }),
  endless('folders inside of each other', { [`pkgs/${'a/'.repeat(300)}x.nix`]: '{ }: 1' }),
  endless(
    'a package that needs itself',
    { [packageFile('evil')]: '{ evil }: evil' },
    {
      refused: ['["evil"]', /infinite recursion/],
    },
  ),
  endless(
    'packages that need each other',
    {
      [packageFile('evil')]: '{ live }: live',
      [packageFile('live')]: '{ evil }: evil',
    },
    { around: { 'repos/registry/nix-repo.json': '{ "kind": "registry", "cycles": "error" }' } },
  ),
];

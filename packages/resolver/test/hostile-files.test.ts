import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { loadParser } from '@nx-nix/lambdas';
import { temporaryFolder } from '../../../tools/testing/temporary-folder';
import {
  allProblems,
  checkRepo,
  placeText,
  ReadingCache,
  readWorkspace,
  type Problem,
} from '../src';

/** What a repo puts in the place of its files: it is told with its place, and nothing waits for it. */

type Make = (path: string) => void;

const pipe: Make = (path) => execFileSync('mkfifo', [path]);
const linkTo =
  (target: string): Make =>
  (path) =>
    symlinkSync(target, path);
const text =
  (content: string): Make =>
  (path) =>
    writeFileSync(path, content);

const hello = 'by-name/he/hello';

/** By what is in the repo: what is told of it. */
const cases: readonly (readonly [
  name: string,
  files: Readonly<Record<string, Make>>,
  told: readonly string[],
])[] = [
  [
    'a package is a pipe',
    { [`${hello}/package.nix`]: pipe },
    [`${hello}/package.nix:1:1 not-a-file`],
  ],
  [
    'a package is a link to a device',
    { [`${hello}/package.nix`]: linkTo('/dev/zero') },
    [`${hello}/package.nix:1:1 outside-repo`],
  ],
  [
    'a package imports a pipe',
    { [`${hello}/package.nix`]: text('import ./f'), [`${hello}/f`]: pipe },
    [`${hello}/f:1:1 not-a-file`],
  ],
  [
    'a package imports a link to a pipe',
    {
      [`${hello}/package.nix`]: text('import ./f.nix'),
      [`${hello}/f.nix`]: linkTo('pipe'),
      [`${hello}/pipe`]: pipe,
    },
    [`${hello}/f.nix:1:1 not-a-file`],
  ],
  [
    'a group calls a pipe',
    {
      [`${hello}/packages.nix`]: text('{ ... }: final: { a = final.callPackage ./f { }; }'),
      [`${hello}/f`]: pipe,
    },
    [`${hello}/f:1:1 not-a-file`],
  ],
  ['nix-repo.json is a pipe', { 'nix-repo.json': pipe }, ['nix-repo.json:1:1 not-a-file']],
  [
    'nix-repo.json is a link out of the repo',
    { 'nix-repo.json': linkTo('/etc/passwd') },
    ['nix-repo.json:1:1 outside-repo'],
  ],
  [
    'nix-repo.json is a link to a device',
    { 'nix-repo.json': linkTo('/dev/zero') },
    ['nix-repo.json:1:1 outside-repo'],
  ],
  [
    'nix-repo.json is a link to a pipe of the repo',
    { 'nix-repo.json': linkTo('pipe'), pipe },
    ['nix-repo.json:1:1 not-a-file'],
  ],
  [
    'nix-repo.json is deep',
    { 'nix-repo.json': text(`{ "config": ${'['.repeat(5000)} }`) },
    ['nix-repo.json:1:112 bad-repo-config'],
  ],
  [
    'nix-repo.json is deep, with all brackets closed',
    { 'nix-repo.json': text(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`) },
    ['nix-repo.json:1:501 bad-repo-config'],
  ],
  [
    'nix-repo.json is large',
    { 'nix-repo.json': text(`{ "kind": "sig" }${' '.repeat(16_000_000)}`) },
    ['nix-repo.json:1:1 too-large'],
  ],
  [
    'a package is deep',
    { [`${hello}/package.nix`]: text(`{ }: ${'{ } // '.repeat(4000)}{ }`) },
    [`${hello}/package.nix:1:20985 too-large`],
  ],
];

it.each(cases)('%s', async (_, files, told) => {
  const workspace = temporaryFolder('hostile');
  for (const [file, make] of Object.entries(files)) at(workspace, `core/${file}`, make);
  if (!files['nix-repo.json']) at(workspace, 'core/nix-repo.json', text('{ "kind": "core" }'));
  at(workspace, 'core/default.nix', text('{ }'));
  expect(codes(await problemsOf(workspace))).toEqual(told);
});

it.each([
  ['a channel is a pipe', 'channels/stable.json', pipe, 'not-a-file'],
  ['a channel is deep', 'channels/stable.json', text(`{ "url": ${'['.repeat(5000)}`), 'bad-layer'],
  ['a flake is large', 'flakes/f.json', text(' '.repeat(16_000_001)), 'too-large'],
  ['a fallback is a device', 'fallbacks/jq.json', linkTo('/dev/zero'), 'outside-repo'],
  ['an override is a pipe', 'overrides/a.nix', pipe, 'not-a-file'],
  [
    'an override is deep',
    'overrides/a.nix',
    text(`f: p: ${'('.repeat(4000)}{ }${')'.repeat(4000)}`),
    'too-large',
  ],
])('of an overlay repo: %s', async (_, file, make, code) => {
  const workspace = temporaryFolder('hostile');
  at(workspace, 'core/nix-repo.json', text('{ "kind": "overlay" }'));
  at(workspace, `core/${file}`, make);
  const all = codes(await problemsOf(workspace));
  expect(all).toEqual([expect.stringMatching(`^${file}:1:\\d+ ${code}$`)]);
});

it.each([
  ['a pipe', pipe],
  ['a link out of the repo', linkTo('/etc/passwd')],
  ['deep', text(`{ "format": ${'['.repeat(5000)}`)],
])('base.json counts as missing where it is %s', async (_, make) => {
  const workspace = temporaryFolder('hostile');
  const registry = text('{ "kind": "registry", "base": "../../base" }');
  at(workspace, 'registry/nix-repo.json', registry);
  at(workspace, 'registry/base.json', make);
  await expect(readWorkspace(workspace)).resolves.toMatchObject({ base: undefined });
});

it('reads many scopes, each with its place', async () => {
  const workspace = temporaryFolder('hostile');
  const scopes = Array.from({ length: 20_000 }, (_, i) => `s${i}`);
  at(workspace, 'core/nix-repo.json', text(JSON.stringify({ kind: 'core', scopes })));
  const { repos } = await readWorkspace(workspace);
  const last = `{"kind":"core","scopes":${JSON.stringify(scopes.slice(0, -1)).slice(0, -1)},`;
  expect(repos[0]?.repo.scopePositions?.['s19999']).toEqual({ line: 1, column: last.length + 1 });
});

async function problemsOf(workspace: string): Promise<readonly Problem[]> {
  const read = await readWorkspace(workspace);
  const [repo] = read.repos;
  const cache = new ReadingCache(undefined, '');
  const { problems } = checkRepo(workspace, repo!.located, await loadParser(), cache);
  return [...allProblems(read), ...problems];
}

function codes(problems: readonly Problem[]): readonly string[] {
  const told = problems.map((problem) => `${placeText(problem.place)} ${problem.code}`);
  return [...new Set(told)].map((one) => one.replace('repos/core/', ''));
}

function at(workspace: string, file: string, make: Make): void {
  const path = join(workspace, 'repos', file);
  mkdirSync(dirname(path), { recursive: true });
  make(path);
}

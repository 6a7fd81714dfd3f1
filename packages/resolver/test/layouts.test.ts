import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadParser } from '@nx-nix/lambdas';
import { describeWithNix } from '../../../tools/testing/find-nix';
import { temporaryFolder } from '../../../tools/testing/temporary-folder';
import {
  locatePackages,
  pathText,
  ReadingCache,
  registryFiles,
  type AttributePath,
  type LocatedRepo,
} from '../src';
import { askNix, LIB } from './ask-nix';
import { reposIn, wireFolder } from './wire-fixture';

const FIXTURES = join(__dirname, 'fixtures');
const LIB_FIXTURES = join(LIB, 'tests/fixtures');

describeWithNix('layouts', (nix) => {
  it('are the same for us and for the lib', async () => {
    const repos = [...(await resolverFixtures()), ...(await libFixtures())];
    expect(repos.length).toBeGreaterThan(40);
    const layouts = new Set(repos.map(({ located }) => located.layout));
    for (const name of ['by-name', 'flat-by-name', 'pkgs-by-name', 'pkgs', 'packages']) {
      expect(layouts).toContain(name);
    }
    const { namesInLib } = await import('../../../tools/soak/names-in-lib.mjs');
    const folders = repos.map(({ folder }) => folder);
    const theirs = namesInLib(nix, temporaryFolder('list'), folders);
    const asText = (lists: readonly (readonly AttributePath[])[]): Record<string, string[]> =>
      Object.fromEntries(
        lists.map((paths, i) => [repos[i]!.folder, paths.map((path) => pathText(path)).sort()]),
      );
    const ours = repos.map(({ located }) =>
      located.packages.filter(({ isNur }) => !isNur).map(({ path }) => path),
    );
    expect(asText(ours)).toEqual(asText(theirs));
  });

  describe("NUR's file", () => {
    let folder: string;
    let paths: readonly string[];
    beforeAll(async () => {
      folder = temporaryFolder('nur');
      cpSync(join(FIXTURES, 'nur/repos'), join(folder, 'repos'), { recursive: true });
      cpSync(LIB, join(folder, 'repos/lib'), { recursive: true, verbatimSymlinks: true });
      for (const file of ['default.nix', 'flake.nix']) {
        cpSync(join(LIB, '../core', file), join(folder, 'repos/core', file));
      }
      paths = await writeRegistry(folder);
    });

    const drvPaths = (set: string): string =>
      `{ ${paths.map((path) => `${JSON.stringify(path)} = ${set}.${path}.drvPath;`).join(' ')} }`;

    const inRegistry = (): Record<string, string> =>
      askNix(
        nix,
        `let set = import ${folder}/repos/registry { system = "x86_64-linux"; }; in ${drvPaths('set')}`,
      ) as Record<string, string>;

    it("gives in the registry what it gives, applied by hand to the registry's set", () => {
      const byHand = askNix(
        nix,
        `let
          pkgs = import ${folder}/repos/registry { system = "x86_64-linux"; };
          set = import ${folder}/repos/mic { inherit pkgs; inherit (pkgs) system; };
        in ${drvPaths('set')}`,
      ) as Record<string, string>;
      expect(Object.keys(byHand)).toHaveLength(5);
      expect(new Set(Object.values(byHand)).size).toBe(4);
      expect(inRegistry()).toEqual(byHand);
    });

    it('is read from its folder by the flake, which asks no flake of it', () => {
      writeFileSync(join(folder, 'repos/mic/flake.nix'), 'throw "a flake that nobody reads"');
      const git = (...args: readonly string[]): Buffer =>
        execFileSync('git', ['-c', 'user.name=test', '-c', 'user.email=test@localhost', ...args], {
          cwd: folder,
          env: { ...process.env, ...nix.env, GIT_CONFIG_GLOBAL: '/dev/null' },
        });
      git('init', '--quiet');
      git('add', '--all');
      git('commit', '--quiet', '--message', 'a workspace');
      const flake = `git+file://${folder}?dir=repos/registry#legacyPackages.x86_64-linux`;
      const json = execFileSync(
        join(nix.bin, 'nix'),
        ['eval', '--json', '--no-write-lock-file', flake, '--apply', `of: ${drvPaths('of')}`],
        {
          encoding: 'utf8',
          env: {
            ...process.env,
            ...nix.env,
            NIX_CONFIG: 'experimental-features = nix-command flakes',
          },
          stdio: ['ignore', 'pipe', 'pipe'],
        },
      );
      expect(JSON.parse(json)).toEqual(inRegistry());
    });
  });
});

/** Writes the registry of a workspace; the attribute paths of what is NUR's in it. */
async function writeRegistry(folder: string): Promise<string[]> {
  const registry = join(folder, 'repos/registry');
  mkdirSync(registry);
  const demo = join(LIB, '../registry');
  for (const file of ['default.nix', 'outputs.nix', 'registry.nix'])
    cpSync(join(demo, file), join(registry, file));
  const { wiring, problems } = await wireFolder(folder);
  expect(problems).toEqual([]);
  const frame = { root: 'repos/registry', lib: { root: 'repos/lib' }, description: 'a test' };
  for (const [file, text] of Object.entries(await registryFiles(wiring, frame))) {
    writeFileSync(join(registry, file), text);
  }
  return wiring.packages.filter(({ isNur }) => isNur).map(({ key }) => key);
}

interface Read {
  readonly folder: string;
  readonly located: LocatedRepo;
}

/** The repos of all fixtures that can be read without a problem. */
async function resolverFixtures(): Promise<Read[]> {
  const fixtures = readdirSync(FIXTURES).map((name) => join(FIXTURES, name));
  const read = await Promise.all(fixtures.map((fixture) => locateAll(fixture)));
  return read.flat();
}

/** The lib's own fixtures are repos too. */
async function libFixtures(): Promise<Read[]> {
  const folders = ['by-name', 'declared', 'trees', 'recognised', 'flat-by-name', 'nur'];
  const folder = temporaryFolder('lib-fixtures');
  for (const name of folders) {
    const from = join(LIB_FIXTURES, name);
    const to = join(folder, 'repos', name === 'recognised' ? '' : name);
    cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  }
  return locateAll(folder);
}

async function locateAll(fixture: string): Promise<Read[]> {
  const parser = await loadParser();
  const { repos, problems } = reposIn(fixture);
  if (problems.length > 0) return [];
  return repos
    .filter(({ kind }) => kind !== 'registry' && kind !== 'lib')
    .map((repo) => ({
      folder: join(fixture, repo.root),
      located: locatePackages(fixture, repo, parser, new ReadingCache(undefined, 'test')),
    }))
    .filter(({ located }) => located.problems.length === 0);
}

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  registryFiles,
  repoFoldersIn,
  resolutionOf,
  type ReadPackage,
  type Workspace,
} from '@nx-nix/resolver';
import { describeWithNix } from '../../../tools/testing/find-nix';
import { PROJECT } from '../../../tools/testing/workspace';
import { readWorkspaceCached } from '../src/reading/cached-reading';
import { registryFrame } from '../src/workspace/registry-frame';

/** The demo in `repos/`: what we read in it, against what Nix says. */

let analysis: Workspace;
beforeAll(async () => {
  analysis = await readWorkspaceCached(PROJECT, repoFoldersIn(PROJECT, 'repos'));
});

test('the demo has no problems', () => {
  expect(analysis.repos.flatMap(({ problems }) => problems)).toEqual([]);
  expect(analysis.wiring.problems).toEqual([]);
});

test('the packages of the proof of concept lean on what they lean on there', () => {
  const expected: Readonly<Record<string, readonly string[]>> = {
    hello: ['stdenv'],
    nix: ['python3', 'stdenv'],
    'phase0.bootstrap-tools': [],
    'phase0.stdenv': ['phase0.bootstrap-tools'],
    'phase1.stdenv': ['phase0.stdenv'],
    python3: ['stdenv'],
    'python3Packages.python-nix': ['nix', 'python3'],
    stdenv: ['phase1.stdenv'],
  };
  for (const [key, edges] of Object.entries(expected)) {
    const found = analysis.wiring.packages.find((pkg) => pkg.key === key);
    expect([key, found?.edges.map(({ to }) => to)]).toEqual([key, edges]);
  }
});

test('the committed registry is what the repos give', async () => {
  const frame = registryFrame(analysis.registry!, analysis.lib);
  const files = await registryFiles(analysis.wiring, frame);
  for (const [name, content] of Object.entries(files)) {
    expect(readFileSync(join(PROJECT, 'repos/registry', name), 'utf8')).toBe(content);
  }
});

describeWithNix('asked of Nix', ({ bin, env }) => {
  const evaluate = (expression: string): unknown =>
    JSON.parse(
      execFileSync(
        join(bin, 'nix-instantiate'),
        ['--eval', '--strict', '--json', '--expr', expression],
        { encoding: 'utf8', env: { ...process.env, ...env }, maxBuffer: 1 << 26 },
      ),
    );

  test("every package's formals are builtins.functionArgs'", () => {
    const lambdas: { repo: string; pkg: ReadPackage }[] = analysis.repos.flatMap((read) =>
      resolutionOf(read.located)
        .resolution.packages.filter(({ kind }) => kind === 'lambda')
        .map((pkg) => ({ repo: read.repo.root, pkg })),
    );
    expect(lambdas.length).toBeGreaterThan(10);
    const asked = lambdas.map(({ repo, pkg }) => ({ repo, path: pkg.path, sets: pkg.sets }));
    const said = evaluate(`
      let
        lib = import ${JSON.stringify(join(PROJECT, 'repos/lib'))};
        asked = builtins.fromJSON ${JSON.stringify(JSON.stringify(asked))};
        lambda = { repo, path, sets }:
          let
            all = import (${JSON.stringify(PROJECT)} + "/" + repo) { inherit lib; };
            found = builtins.foldl' (set: name: set.\${name}) all path;
          in
          if sets == 0 then found else found { } { };
      in
      map (one: builtins.functionArgs (lambda one)) asked
    `);
    const read = lambdas.map(({ pkg }) =>
      Object.fromEntries(pkg.formals.map(({ name, hasDefault }) => [name, hasDefault])),
    );
    expect(said).toEqual(read);
  });

  test("every repo's lambdas have the names that we read, and no others", () => {
    const said = evaluate(`
      let
        lib = import ${JSON.stringify(join(PROJECT, 'repos/lib'))};
        names = path: value:
          if builtins.isFunction value then [ path ]
          else builtins.concatMap (name: names (path ++ [ name ]) value.\${name}) (builtins.attrNames value);
      in
      map (repo: names [ ] (import (${JSON.stringify(PROJECT)} + "/" + repo) { inherit lib; }))
        [ ${withPackages()
          .map((read) => JSON.stringify(read.repo.root))
          .join(' ')} ]
    `) as string[][][];
    const read = withPackages().map(({ located }) =>
      resolutionOf(located).resolution.packages.map(({ path }) => path),
    );
    expect(said.map(sorted)).toEqual(read.map(sorted));
  });

  const withPackages = (): Workspace['repos'] =>
    analysis.repos.filter(({ located }) => located.packages.length > 0);
  const sorted = (paths: readonly (readonly string[])[]): readonly string[] =>
    paths.map((path) => JSON.stringify(path)).sort();
});

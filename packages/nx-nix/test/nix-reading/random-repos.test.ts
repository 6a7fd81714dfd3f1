import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as fc from 'fast-check';
import { loadParser } from '@nx-nix/lambdas';
import {
  compareReadings,
  differenceText,
  locatePackages,
  problemText,
  ReadingCache,
  startOf,
  type LocatedPackage,
  type Repo,
} from '@nx-nix/resolver';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { WorkspaceForNix } from './read-workspace';
import { randomRepo, type Files } from './random-repo';

/** The law behind `--verify`: of what Nix evaluates, static reading says what Nix says. */

const REPOS_AT_ONCE = 60;
const RUNS = Number(process.env['NX_NIX_PROPERTY_RUNS'] ?? 3);

/** Many repos as sets of one, so that one Nix tells of all. */
const ALL = `{ lib }:
builtins.listToAttrs (builtins.genList (i: {
  name = "r\${toString i}";
  value = lib.useByName { inherit lib; path = ./. + "/r\${toString i}"; };
}) COUNT)
`;

describeWithNix('random repos', (nix) => {
  test('are read as Nix reads them', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(randomRepo, { minLength: 1, maxLength: REPOS_AT_ONCE, size: 'max' }),
        async (repos) => {
          const workspace = new WorkspaceForNix(nix, {
            'default.nix': ALL.replace('COUNT', String(repos.length)),
          });
          const packages: LocatedPackage[] = [];
          for (const [i, files] of repos.entries()) {
            packages.push(...(await readInto(workspace.root, `r${i}`, files)));
          }
          const { reading, isSameFile } = await workspace.byNix();
          const core: Repo = { name: 'core', root: 'repos/core', kind: 'core', config: {} };
          const { differences } = compareReadings(packages, reading, startOf(core), isSameFile);
          expect(reading.errors.map(({ problem }) => problemText(problem))).toEqual([]);
          expect(differences.map((difference) => differenceText(difference, ''))).toEqual([]);
        },
      ),
      // A difference names its package; shrinking many repos would take long and tell no more.
      { numRuns: RUNS, endOnFailure: true },
    );
  });
});

/** Writes a repo and reads it statically; its packages as members of a set of its name. */
async function readInto(
  root: string,
  name: string,
  files: Files,
): Promise<readonly LocatedPackage[]> {
  for (const [path, content] of Object.entries(files)) {
    const file = join(root, 'repos/core', name, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  const repo: Repo = { name, root: `repos/core/${name}`, kind: 'core', config: {} };
  const parser = await loadParser();
  const located = locatePackages(root, repo, parser, new ReadingCache(undefined, ''));
  expect(located.problems.map((problem) => problemText(problem))).toEqual([]);
  return located.packages.map((pkg) => ({ ...pkg, path: [name, ...pkg.path] }));
}

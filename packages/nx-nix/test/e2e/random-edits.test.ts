import * as fc from 'fast-check';
import { join } from 'node:path';
import { Workspace } from '../../../../tools/testing/workspace';
import { SMALL } from './small-workspace';

/**
 * The law behind every cached executor: whatever was edited and however often, a run with Nx's
 * cache leaves the same registry, and says the same of every repo, as a run without any. Grows with every cached executor.
 */

const NAMES = ['a', 'b', 'c', 'd'] as const;
const REPOS = ['core', 'python'] as const;

type Edit =
  | {
      readonly kind: 'package';
      readonly repo: string;
      readonly name: string;
      readonly wants: readonly string[];
    }
  | { readonly kind: 'remove'; readonly repo: string; readonly name: string }
  | {
      readonly kind: 'comment';
      readonly repo: string;
      readonly name: string;
      readonly lines: number;
    }
  | { readonly kind: 'configure'; readonly isElsewhere: boolean }
  | { readonly kind: 'spoil' };

const repo = fc.constantFrom(...REPOS);
const name = fc.constantFrom(...NAMES);
const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('package' as const),
      repo,
      name,
      wants: fc.uniqueArray(fc.constantFrom(...NAMES, 'stdenv', 'python3'), { maxLength: 3 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), repo, name }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('comment' as const),
      repo,
      name,
      lines: fc.integer({ min: 1, max: 3 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('configure' as const), isElsewhere: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('spoil' as const) }) },
);

function apply(workspace: Workspace, change: Edit): void {
  const file = (owner: string, of: string): string =>
    `repos/${owner}/by-name/${of}/${of}/package.nix`;
  switch (change.kind) {
    case 'package':
      workspace.write({
        // A default for each, and all of them used, so that most of these workspaces are right.
        [file(change.repo, change.name)]:
          `{ ${change.wants.map((want) => `${want} ? null`).join(', ')} }: [ ${change.wants.join(' ')} ]\n`,
      });
      break;
    case 'remove':
      workspace.remove(`repos/${change.repo}/by-name/${change.name}`);
      break;
    case 'comment': {
      const path = file(change.repo, change.name);
      if (workspace.has(path)) {
        workspace.write({ [path]: `${'# more\n'.repeat(change.lines)}${workspace.read(path)}` });
      }
      break;
    }
    case 'configure':
      workspace.write({
        'repos/registry/nix-repo.json': `{ "kind": "registry", "ambient": ["x${change.isElsewhere ? 1 : 2}"] }\n`,
        'repos/core/nix-repo.json': `{ "kind": "core"${change.isElsewhere ? ', "url": "github:example/core"' : ''} }\n`,
      });
      break;
    case 'spoil':
      workspace.write({ 'repos/registry/pkgs.nix': 'spoilt\n' });
  }
}

/** Without what `check` would always fail for. */
const SOUND = { 'repos/core/by-name/ni/nix/package.nix': '{ python3 }: python3\n' };

const RUNS = Number(process.env['NX_NIX_PROPERTY_RUNS'] ?? 1);
const EDITS = Number(process.env['NX_NIX_PROPERTY_EDITS'] ?? 8);

test(
  'random edits: with the cache and without it, the registry is the same',
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: EDITS, maxLength: EDITS }), async (edits) => {
        const workspace = new Workspace().write(SMALL).write(SOUND);
        try {
          for (const change of edits) {
            apply(workspace, change);
            const tasks = ['run-many', '-t', 'emit-registry', 'check'];
            const cached = workspace.nx(tasks);
            const after = registryOf(workspace);
            const said = checksOf(workspace);
            const fresh = workspace.nx([...tasks, '--skip-nx-cache'], {
              NX_WORKSPACE_DATA_DIRECTORY: join(workspace.root, `.data-fresh-${Math.random()}`),
            });
            expect([change, cached.status === 0]).toEqual([change, fresh.status === 0]);
            expect([change, said]).toEqual([change, checksOf(workspace)]);
            if (fresh.status === 0)
              expect([change, after]).toEqual([change, registryOf(workspace)]);
          }
        } finally {
          workspace.dispose();
        }
      }),
      { numRuns: RUNS, endOnFailure: true },
    );
  },
  60_000 * RUNS * EDITS,
);

/** Every generated file; `<none>` for one that is not there. */
function registryOf(workspace: Workspace): readonly string[] {
  return ['flake.nix', 'names.nix', 'pkgs.json', 'pkgs.nix', 'pkgs.svg'].map((file) => {
    const path = `repos/registry/${file}`;
    return workspace.has(path) ? workspace.read(path) : '<none>';
  });
}

/** What the check of each repo says. */
function checksOf(workspace: Workspace): readonly string[] {
  return ['core', 'lib', 'python', 'registry'].map((name) =>
    workspace.read(`dist/repos/${name}/check.sarif`),
  );
}

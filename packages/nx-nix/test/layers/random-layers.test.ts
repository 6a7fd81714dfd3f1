/** Laws of layers: what they come to, and what a change of one reaches. */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Wiring } from '@nx-nix/resolver';
import * as fc from 'fast-check';
import { DirectedGraph } from 'graphology';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { RegistryOnBase } from '../base/registry-on-base';
import { fileName, NAMES, randomSet, type RandomSet } from './random-layers';
import { composedText, filesOf } from './random-layers-files';

const RUNS = Number(process.env['NX_NIX_PROPERTY_RUNS'] ?? 25);
const SYSTEM = 'x86_64-linux';

describeWithNix('random layers', (nix) => {
  const registry = new RegistryOnBase(nix, temporaryFolder('layers'));

  test('come to what the overlays come to, composed by hand', async () => {
    let derivations = 0;
    await fc.assert(
      fc.asyncProperty(
        randomSet(false),
        fc.constantFrom(SYSTEM, 'aarch64-darwin'),
        async (set, system) => {
          await write(set);
          const { ours, theirs } = evaluate(set, system);
          expect(ours).toEqual(theirs);
          derivations += Object.values(theirs).filter((path) => path !== null).length;
        },
      ),
      { numRuns: RUNS },
    );
    expect(derivations).toBeGreaterThanOrEqual(5 * RUNS);
  }, 600_000);

  test('a change reaches what the graph says, and, where no condition is involved, nothing else', async () => {
    const seen = { exact: 0, changed: 0 };
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(randomSet(true), randomSet(false)),
        fc.nat(),
        async (set, which) => {
          const wiring = await write(set);
          const before = evaluate(set, SYSTEM).ours;
          const { changed, file } = withAnotherTag(set, which);
          await write(changed);
          const after = evaluate(changed, SYSTEM).ours;
          const touched = Object.keys(after).filter((name) => after[name] !== before[name]);
          const reached = reach(wiring, file);
          expect(reached).toEqual(expect.arrayContaining(touched));
          seen.changed += touched.length;
          if (isUnconditional(set)) {
            expect(touched.sort()).toEqual([...reached].sort());
            seen.exact += 1;
          }
        },
      ),
      { numRuns: RUNS },
    );
    expect(seen.changed).toBeGreaterThan(0);
    // Where nothing is exact, nothing was shown.
    expect(seen.exact).toBeGreaterThan(0);
  }, 600_000);

  async function write(set: RandomSet): Promise<Wiring> {
    for (const name of ['repos/core', 'repos/house', 'repos/yard', 'stable', 'flakes']) {
      rmSync(join(registry.folder, name), { recursive: true, force: true });
    }
    registry.write(filesOf(set));
    const overlays = set.isReversed ? ['yard', 'house'] : undefined;
    return registry.emit(undefined, {}, overlays && { overlays });
  }

  /** Every name's derivation; null for one that is not there. */
  function evaluate(
    set: RandomSet,
    system: string,
  ): Record<'ours' | 'theirs', Record<string, string | null>> {
    return registry.evaluate(`let
      lib = import ${registry.folder}/repos/lib;
      paths = set: builtins.listToAttrs (map (name: {
        inherit name;
        value = if set ? \${name} then set.\${name}.drvPath else null;
      }) [ ${NAMES.map((name) => `"n${name}"`).join(' ')} ]);
    in {
      ours = paths (import ${registry.folder}/repos/registry { system = "${system}"; });
      theirs = paths (${composedText(set, system)});
    }`) as Record<'ours' | 'theirs', Record<string, string | null>>;
  }
});

/** One file says something else: a package of core, or an entry of a layer. */
function withAnotherTag(
  set: RandomSet,
  which: number,
): { readonly changed: RandomSet; readonly file: string } {
  const files = [
    ...set.core.map(({ name }) => `core/pkgs/by-name/n${name}/package.nix`),
    ...set.overlays.flatMap(({ name, entries }) =>
      entries
        .filter(({ layer }) => layer !== 'fallbacks')
        .map((entry) => `${name}/${fileName(name, entry)}`),
    ),
  ];
  const file = files[which % files.length]!;
  const other = <T extends { readonly tag: string }>(made: T): T => ({ ...made, tag: 'other' });
  const changed: RandomSet = {
    ...set,
    core: set.core.map((made) =>
      file === `core/pkgs/by-name/n${made.name}/package.nix` ? other(made) : made,
    ),
    overlays: set.overlays.map((repo) => ({
      ...repo,
      entries: repo.entries.map((entry) => {
        if (file !== `${repo.name}/${fileName(repo.name, entry)}`) return entry;
        if ('settings' in entry) return { ...entry, settings: entry.settings.map(other) };
        return 'tag' in entry ? other(entry) : entry;
      }),
    })),
  };
  return { changed, file };
}

/** The names that the graph says a file's change reaches. */
function reach(wiring: Wiring, file: string): readonly string[] {
  const graph = new DirectedGraph();
  const nodes = [
    ...wiring.packages.map((pkg) => ({ ...pkg, from: `${pkg.repo}/${pkg.file}` })),
    ...wiring.layers.flatMap(({ repo, entry, settings }) =>
      settings.map((setting) => ({ ...setting, from: `${repo}/${entry.file}` })),
    ),
  ];
  for (const { node, edges } of nodes) {
    graph.mergeNode(node);
    for (const { to } of edges) graph.mergeEdge(to, node);
  }
  const isAll = wiring.layers.some(({ attributes }) => attributes === 'all');
  const reached = new Set<string>();
  // What takes anything may have taken it.
  const hiding = nodes.filter(({ hiddenBy }) => hiddenBy.length > 0);
  for (const start of [...nodes.filter(({ from }) => from === file), ...hiding]) {
    visit(start.node);
  }
  const names = NAMES.map((name) => `n${name}`);

  function visit(node: string): void {
    if (reached.has(node)) return;
    reached.add(node);
    graph.forEachOutNeighbor(node, visit);
  }

  return isAll ? names : names.filter((name) => reached.has(name));
}

/** Everything that is said is so, whatever the system and whatever lies below. */
function isUnconditional({ overlays }: RandomSet): boolean {
  return overlays.every(({ entries }) =>
    entries.every((entry) => {
      if (entry.layer === 'fallbacks') return entry.systems === undefined;
      if (entry.layer === 'flakes') return false;
      return (
        !('settings' in entry) ||
        entry.settings.every((one) => !one.isConditional && one.how !== 'stable')
      );
    }),
  );
}

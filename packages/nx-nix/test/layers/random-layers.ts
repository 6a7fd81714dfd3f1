import * as fc from 'fast-check';

/** A package set with layers, as data. Names are numbers: a thing is made of lower ones only. */
export interface RandomSet {
  readonly core: readonly Thing[];
  readonly stable: readonly string[];
  readonly overlays: readonly OverlayRepo[];
  /** The registry says the order of the overlay repos, the last one first. */
  readonly isReversed: boolean;
}

export interface OverlayRepo {
  readonly name: string;
  readonly layers: readonly Layer[];
  readonly entries: readonly Entry[];
}

export type Layer = 'channels' | 'fallbacks' | 'packages' | 'overrides' | 'flakes';

export type Entry =
  | { readonly layer: 'fallbacks'; readonly name: number; readonly systems?: string }
  | ({ readonly layer: 'packages' } & Thing)
  | ({ readonly layer: 'overrides' } & Overlaid)
  | ({ readonly layer: 'flakes' } & Overlaid);

interface Overlaid {
  readonly file: string;
  /** The file of a flake says what it sets. */
  readonly isStated: boolean;
  readonly settings: readonly Setting[];
}

export interface Thing {
  readonly name: number;
  readonly tag: string;
  readonly deps: readonly number[];
}

export interface Setting extends Thing {
  /** On top of what is below; as the channel has it; anew. */
  readonly how: 'previous' | 'stable' | 'anew';
  /** Under a condition that holds. */
  readonly isConditional: boolean;
}

/** Of these, the repo `core` has the first ones; the channel has all. */
export const NAMES = [0, 1, 2, 3, 4, 5, 6] as const;
const IN_CORE = 5;

const name = fc.constantFrom(...NAMES);
const tag = fc.constantFrom('a', 'b', 'c', 'd');

const thing = (of: number): fc.Arbitrary<Thing> =>
  fc.record({
    name: fc.constant(of),
    tag,
    deps: fc.subarray(NAMES.filter((lower) => lower < Math.min(of, IN_CORE))),
  });

const setting = (isCalm: boolean): fc.Arbitrary<Setting> =>
  name.chain((of) =>
    fc
      .tuple(
        thing(of),
        fc.constantFrom(
          ...(['previous', 'previous', 'anew'] as const),
          ...(isCalm ? [] : (['stable'] as const)),
        ),
        isCalm ? fc.constant(false) : fc.boolean(),
      )
      // What core has not may well not be below.
      .map(([made, how, isConditional]): Setting => {
        return { ...made, how: of < IN_CORE ? how : 'anew', isConditional };
      }),
  );

const overlay = (layer: 'overrides' | 'flakes', isCalm: boolean): fc.Arbitrary<Entry> =>
  fc.record({
    layer: fc.constant(layer) as fc.Arbitrary<'overrides'>,
    file: fc.constantFrom('alder', 'birch', 'cedar', 'dogwood'),
    isStated: fc.boolean(),
    settings: fc.uniqueArray(setting(isCalm), {
      minLength: 1,
      maxLength: 3,
      selector: (one) => one.name,
    }),
  });

const SYSTEMS = ['linux', 'x86_64-linux', 'aarch64-darwin', 'darwin'] as const;

const fallback = (isCalm: boolean): fc.Arbitrary<Entry> =>
  fc
    .record(
      { layer: fc.constant('fallbacks' as const), name, systems: fc.constantFrom(...SYSTEMS) },
      { requiredKeys: ['layer', 'name'] },
    )
    .map(({ systems, ...one }) => (isCalm || systems === undefined ? one : { ...one, systems }));

const ownPackage = name.chain((of) =>
  thing(of).map((made): Entry => ({ layer: 'packages', ...made })),
);

/** A calm one has nothing of which it takes evaluation to know whether it counts. */
const entry = (isCalm: boolean): fc.Arbitrary<Entry> =>
  fc.oneof(
    { weight: 3, arbitrary: overlay('overrides', isCalm) },
    ...(isCalm ? [] : [{ weight: 1, arbitrary: overlay('flakes', isCalm) }]),
    { weight: 1, arbitrary: fallback(isCalm) },
    { weight: 1, arbitrary: ownPackage },
  );

const ORDER: readonly Layer[] = ['channels', 'fallbacks', 'packages', 'overrides', 'flakes'];

const overlayRepo = (of: string, isCalm: boolean): fc.Arbitrary<OverlayRepo> =>
  fc.record({
    name: fc.constant(of),
    layers: fc.oneof(
      fc.constant(ORDER),
      fc.shuffledSubarray([...ORDER], { minLength: ORDER.length }),
    ),
    // A file for each: what it is called has to be its own.
    entries: fc.uniqueArray(entry(isCalm), { maxLength: 6, selector: (one) => fileName(of, one) }),
  });

export const randomSet = (isCalm: boolean): fc.Arbitrary<RandomSet> =>
  fc.record({
    core: fc.tuple(...NAMES.slice(0, IN_CORE).map(thing)),
    stable: fc.array(tag, { minLength: NAMES.length, maxLength: NAMES.length }),
    overlays: fc.tuple(overlayRepo('house', isCalm), overlayRepo('yard', isCalm)),
    isReversed: fc.boolean(),
  });

/** Where an entry's file lies, from the repo's folder. */
export function fileName(repo: string, one: Entry): string {
  switch (one.layer) {
    case 'fallbacks':
      return `fallbacks/n${one.name}.json`;
    case 'packages':
      return `pkgs/by-name/n${one.name}/package.nix`;
    case 'overrides':
      return `overrides/${one.file}.nix`;
    case 'flakes':
      return `flakes/${repo}-${one.file}.json`;
  }
}

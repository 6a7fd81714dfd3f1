import * as fc from 'fast-check';

/**
 * Random packages for the small base, in every kind of set that it has; some of them go to repos.
 * Names are few, so that they meet: a member and a package at top level, a package and the base's.
 */

/** The sets that members lie in; top level is ''. */
export const SETS = ['', 'ws', 'gs', 'hs', 'ps', 'python3Packages'] as const;
export type SetName = (typeof SETS)[number];

/** What a package does with an argument: builds with it, links to it, or only references it. */
type Use = 'native' | 'build' | 'reference' | 'nothing';

export interface RandomFormal {
  readonly name: string;
  /** Nix text; absent where the formal is required. */
  readonly default?: string;
  readonly use: Use;
  /** What of it is used, where that is not the argument itself: `six` of python3Packages. */
  readonly member?: string;
}

export interface RandomPackage {
  readonly set: SetName;
  readonly name: string;
  readonly formals: readonly RandomFormal[];
  /** Which repo it goes to; undefined where the base keeps it. */
  readonly repo: 'one' | 'two' | undefined;
  /** Whether the base has it no more. */
  readonly isRemoved: boolean;
  /** Whether the base calls it with a `stdenv` that is not the set's. */
  readonly isExplicit: boolean;
}

export interface RandomBase {
  readonly packages: readonly RandomPackage[];
  /** Members of a group, as expressions: names to Nix text. */
  readonly group: Readonly<Record<string, string>>;
  readonly isGroupMoved: boolean;
  readonly isGroupRemoved: boolean;
  /** Under which the base's names are read. */
  readonly config: Readonly<Record<string, unknown>>;
}

const NAMES = ['a', 'b', 'c', 'd', 'e'] as const;
/** Names of the base that a random package may have too, and what it may then be built of. */
const REPLACED: Readonly<Record<string, readonly string[]>> = {
  bison: [],
  gnumake: [],
  jq: ['oniguruma', 'zlib', 'bison', 'linker'],
  tree: ['zlib'],
  six: [],
};
/** What the base has always. */
const BASED = ['zlib', 'jq', 'bison', 'linker', 'six', 'curl', 'tree', 'xlib', 'python3'];
/** What it has at times, under some configuration or on some system; `gone` throws. */
const AT_TIMES = ['pager', 'darwinKit', 'oldJq', 'gone', 'nowhere'];
/** What is no package. */
const AMBIENT = ['lib', 'config', 'pkgs', 'callPackage', 'system'];
const GROUP = ['g0', 'g1', 'g2'] as const;

interface Wanted {
  readonly name: string;
  readonly hasDefault: boolean;
  readonly use: Use;
}

const wanted: fc.Arbitrary<Wanted> = fc.record({
  name: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...NAMES) },
    { weight: 4, arbitrary: fc.constantFrom(...BASED) },
    { weight: 2, arbitrary: fc.constantFrom(...AT_TIMES) },
    { weight: 1, arbitrary: fc.constantFrom(...AMBIENT, ...GROUP, 'ps', 'python3Packages') },
  ),
  hasDefault: fc.boolean(),
  use: fc.constantFrom<Use>('native', 'build', 'reference', 'nothing'),
});

const drawn = fc.record({
  set: fc.oneof(
    { weight: 2, arbitrary: fc.constant<SetName>('') },
    { weight: 3, arbitrary: fc.constantFrom(...SETS) },
  ),
  name: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom<string>(...NAMES) },
    { weight: 1, arbitrary: fc.constantFrom(...Object.keys(REPLACED)) },
  ),
  wants: fc.uniqueArray(wanted, { selector: ({ name }) => name, maxLength: 6 }),
  repo: fc.constantFrom('one', 'two', undefined),
  isRemoved: fc.boolean(),
  isExplicit: fc.nat({ max: 7 }).map((n) => n === 0),
});
type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

const expression = fc.record({
  kind: fc.constantFrom('same', 'changed', 'on darwin', 'called', 'in a scope'),
  of: fc.constantFrom(...NAMES, 'jq', 'tree'),
});
type DrawnExpression = typeof expression extends fc.Arbitrary<infer T> ? T : never;

/** Bases that evaluate: nothing is built of itself, and what is asked for is there. */
export const randomBase: fc.Arbitrary<RandomBase> = fc
  .record({
    packages: fc.uniqueArray(drawn, { selector: keyOf, minLength: 4, maxLength: 16 }),
    group: fc.tuple(...GROUP.map(() => expression)),
    isGroupMoved: fc.boolean(),
    config: fc.constantFrom({}, { allowAliases: false }, { withPager: true }),
  })
  .map(({ packages, group, ...rest }) => {
    const order = new Map(packages.map((pkg, index) => [keyOf(pkg), index]));
    const texts = group.map((drawn, index) => [GROUP[index]!, groupText(drawn, order)] as const);
    const settledPackages = packages.map((pkg, index) => settled(pkg, index, order));
    return {
      ...rest,
      ...withWhatIsAsked({
        packages: settledPackages,
        isGroupRemoved: rest.isGroupMoved,
        inGroup: group.map(({ of }) => of),
      }),
      group: Object.fromEntries(texts),
    };
  });

interface Remaining extends Pick<RandomBase, 'packages' | 'isGroupRemoved'> {
  /** Names that the group's members reference. */
  readonly inGroup: readonly string[];
}

/** NOTE: Nix is asked about the base by itself, so what the rest of it needs stays in it. */
function withWhatIsAsked({ packages, isGroupRemoved, inGroup }: Remaining): Remaining {
  const staying = packages.filter(({ isRemoved }) => !isRemoved);
  const asked = new Set([...(isGroupRemoved ? [] : inGroup), ...staying.flatMap(requiredNames)]);
  const isMissing = ({ isRemoved, name }: RandomPackage): boolean => isRemoved && asked.has(name);
  const isGroupMissing = isGroupRemoved && GROUP.some((name) => asked.has(name));
  if (!isGroupMissing && !packages.some(isMissing)) return { packages, isGroupRemoved, inGroup };
  return withWhatIsAsked({
    packages: packages.map((pkg) => (isMissing(pkg) ? { ...pkg, isRemoved: false } : pkg)),
    isGroupRemoved: isGroupRemoved && !isGroupMissing,
    inGroup,
  });
}

function requiredNames({ formals }: RandomPackage): readonly string[] {
  return formals
    .filter((formal) => formal.default === undefined || formal.member)
    .map((formal) => formal.member ?? formal.name);
}

function keyOf({ set, name }: { readonly set: SetName; readonly name: string }): string {
  return `${set}.${name}`;
}

function settled(pkg: Drawn, index: number, order: ReadonlyMap<string, number>): RandomPackage {
  const { set, name, repo } = pkg;
  const isExplicit = pkg.isExplicit && set === '';
  return {
    ...{ set, name, isExplicit },
    formals: pkg.wants.map((wanted) => formalOf(wanted, pkg, index, order)),
    repo: isExplicit ? undefined : repo,
    isRemoved: pkg.isRemoved && !isExplicit && repo !== undefined,
  };
}

function formalOf(
  { name, hasDefault, use }: Wanted,
  pkg: Drawn,
  index: number,
  order: ReadonlyMap<string, number>,
): RandomFormal {
  if (name === 'ps') {
    const member = [...order.keys()].find((key) => key.startsWith('ps.'))?.slice('ps.'.length);
    if (member === undefined) return { name, use: 'nothing' };
    const isBuilt = mayBuildOf(pkg, index, { set: 'ps', name: member }, order);
    return { name, default: `{ ${member} = { }; }`, use: isBuilt ? use : 'reference', member };
  }
  if (name === 'python3Packages') {
    const isBuilt = !(pkg.name in REPLACED);
    return { name, use: isBuilt ? use : 'reference', member: 'six' };
  }
  const set = isScope(pkg.set) && order.has(keyOf({ set: pkg.set, name })) ? pkg.set : '';
  const exists = order.has(keyOf({ set, name })) || [...BASED, ...AMBIENT, ...GROUP].includes(name);
  // What throws would take all with it that the base makes of the package.
  if (name === 'gone' && pkg.name in REPLACED) return { name, default: 'null', use: 'nothing' };
  const isBuilt = mayBuildOf(pkg, index, { set, name }, order);
  return {
    name,
    ...((hasDefault || !exists) && { default: 'null' }),
    use: isBuilt || use === 'nothing' ? use : 'reference',
  };
}

/** Whether building one of the other ends: what is built of is earlier, or the base's. */
function mayBuildOf(
  pkg: Drawn,
  index: number,
  of: { readonly set: SetName; readonly name: string },
  order: ReadonlyMap<string, number>,
): boolean {
  const ofReplaced = REPLACED[pkg.name];
  if (ofReplaced) return ofReplaced.includes(of.name) && of.set === '';
  if ([...AMBIENT, ...GROUP].includes(of.name)) return false;
  const other = order.get(keyOf(of));
  return other === undefined || of.name in REPLACED || other < index;
}

function isScope(set: SetName): boolean {
  return set !== '' && set !== 'ps';
}

function groupText({ kind, of }: DrawnExpression, order: ReadonlyMap<string, number>): string {
  const name = order.has(keyOf({ set: '', name: of })) ? of : 'jq';
  if (kind === 'same') return `final.${name}`;
  if (kind === 'changed') return `final.${name}.overrideAttrs { changed = true; }`;
  if (kind === 'on darwin') {
    return `if final.stdenv.hostPlatform.isDarwin then final.${name} else null`;
  }
  if (kind === 'called') return 'final.callPackage ./leaf.nix { stdenv = final.smallStdenv; }';
  return 'final.widgets.button';
}

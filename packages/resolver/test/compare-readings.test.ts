import {
  compareReadings,
  differenceJson,
  differenceText,
  NixRefuses,
  type PackageByNix,
  type LocatedPackage,
  type NixReading,
} from '../src';

/** What `resolve --verify` finds, by each thing that can differ. */

const START = { file: 'repos/core/default.nix', position: { line: 1, column: 1 } };
const FILE = 'repos/core/by-name/he/hello/package.nix';
const at = (line: number, column: number) => ({ line, column });

const headless: LocatedPackage = {
  path: ['hello'],
  place: { file: FILE, position: at(1, 1) },
  formals: [
    { name: 'stdenv', position: at(1, 3), hasDefault: false },
    { name: 'zlib', position: at(2, 3), hasDefault: true },
  ],
  formalsFile: FILE,
  kind: 'lambda',
  sets: 0,
  isNur: false,
  references: [],
  isBroken: false,
};
const read: LocatedPackage = {
  ...headless,
  head: { position: at(1, 1), ellipsis: true, universal: 'args' },
};
const byNix = {
  kind: 'lambda',
  path: ['hello'],
  isCurried: false,
  place: { file: FILE, position: at(1, 1) },
  formals: [
    { name: 'stdenv', position: at(1, 3), hasDefault: false },
    { name: 'zlib', position: at(2, 3), hasDefault: true },
  ],
  ellipsis: true,
  universal: 'args',
} as const;

function compare(
  packages: readonly LocatedPackage[],
  by: readonly PackageByNix[],
  errors: NixReading['errors'] = [],
) {
  return compareReadings(packages, { version: '2.0', packages: by, errors }, START);
}

/** `what: read | nix` of every point of the only difference. */
function points(pkg: LocatedPackage, by: PackageByNix): readonly string[] {
  const { differences } = compare([pkg], [by]);
  return differences.flatMap((difference) =>
    difference.points.map((point) => `${point.what}: ${point.read} | ${point.nix}`),
  );
}

test('the same', () => {
  expect(compare([read], [byNix])).toEqual({ compared: 1, differences: [], open: [] });
});

test.each<[string, Partial<PackageByNix>, string]>([
  [
    'a formal less',
    { formals: byNix.formals.slice(1) } as never,
    'the formal `stdenv`: is without a default, at 1:3 | is not there',
  ],
  [
    'a formal more',
    { formals: [...byNix.formals, { name: 'or', hasDefault: true }] } as never,
    'the formal `"or"`: is not there | is with a default',
  ],
  [
    'another default',
    { formals: [byNix.formals[0], { ...byNix.formals[1], hasDefault: false }] } as never,
    'the formal `zlib`: is with a default, at 2:3 | is without a default, at 2:3',
  ],
  [
    'another position',
    { formals: [byNix.formals[0], { ...byNix.formals[1], position: at(2, 4) }] } as never,
    'the formal `zlib`: is with a default, at 2:3 | is with a default, at 2:4',
  ],
  ['no ellipsis', { ellipsis: false } as never, '`...`: is there | is not there'],
  [
    'another name for all',
    { universal: undefined } as never,
    'the name of the whole argument: is `args` | has none',
  ],
  [
    'another place',
    { place: { file: FILE, position: at(1, 2) } } as never,
    `where its lambda begins: is ${FILE}:1:1 | is ${FILE}:1:2`,
  ],
  [
    'another file, where positions say nothing',
    {
      place: undefined,
      elsewhere: 'repos/lib/trivial.nix:3:4',
      formals: byNix.formals.map((formal) => ({ ...formal, position: undefined })),
    } as never,
    `where its lambda begins: is ${FILE}:1:1 | is repos/lib/trivial.nix:3:4`,
  ],
  [
    'a curried group',
    { isCurried: true },
    'its group: is not curried over package sets | is curried over package sets',
  ],
  [
    'another kind',
    { kind: 'value', found: 'a string' } as never,
    'the package: is a lambda | is a string',
  ],
])('%s', (_, change, point) => {
  expect(points(read, { ...byNix, ...change } as PackageByNix)).toEqual([point]);
});

test('an expression that Nix finds to be a lambda, and one that it does not', () => {
  const expression: LocatedPackage = { ...headless, kind: 'expression', sets: 1, formals: [] };
  expect(points(expression, { ...byNix, isCurried: true })).toEqual([
    'the package: is an expression of a group | is a lambda',
  ]);
  const { path } = byNix;
  expect(points(expression, { path, isCurried: true, kind: 'open' })).toEqual([]);
  expect(points(expression, { path, isCurried: true, kind: 'value', found: 'null' })).toEqual([]);
});

test('what only one of them has, and what Nix refuses', () => {
  const other = { ...read, path: ['set', 'refused'] };
  const problem = new NixRefuses(START, '`set`', '2.0', 'no', 'error: no');
  const { compared, differences } = compare(
    [read, other],
    [{ ...byNix, path: ['set2', 'x'], place: undefined }],
    [{ path: ['set'], problem }],
  );
  expect(compared).toBe(0);
  expect(differences.map((difference) => differenceText(difference, '2.34.8'))).toEqual([
    `${FILE}:1:1: \`hello\` is read otherwise than Nix reads it
  the package
    its text:   is a lambda
    Nix 2.34.8: is not there`,
    `repos/core/default.nix:1:1: \`set2.x\` is read otherwise than Nix reads it
  the package
    its text:   is not there
    Nix 2.34.8: is a lambda`,
  ]);
  expect(differenceJson(differences[0]!)).toEqual({
    package: 'hello',
    file: FILE,
    line: 1,
    column: 1,
    points: [{ what: 'the package', read: 'is a lambda', nix: 'is not there' }],
  });
});

test('a lambda of which Nix tells nothing is counted apart', () => {
  const { path } = byNix;
  const inGroup = { ...read, sets: 1 };
  expect(compare([inGroup], [{ path, isCurried: true, kind: 'open' }])).toEqual({
    compared: 1,
    differences: [],
    open: [['hello']],
  });
});

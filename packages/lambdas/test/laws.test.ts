/**
 * Laws of reading, a few thousand inputs of them; `npm run soak` goes on from there. What counts are
 * steps, not seconds: see tools/soak/reader.mjs.
 */
import { propertySeed } from '../../../tools/testing/property-seed';
import * as source from '../src';

/** NOTE: tools know the built package, whose classes count as other ones. */
const lambdas = source as unknown as Parameters<
  typeof import('../../../tools/soak/reader.mjs', {
    with: { 'resolution-mode': 'import' },
  }).countingReader
>[0];

const soak = {
  laws: () => import('../../../tools/soak/laws.mjs'),
  held: async () => (await import('../../../tools/soak/held.mjs')).heldTo,
  reader: async () => (await import('../../../tools/soak/reader.mjs')).countingReader(lambdas),
  seeds: async () => (await import('../../../tools/soak/seed-files.mjs')).seedFiles(undefined),
};

const runs = Number(process.env['NX_NIX_PROPERTY_RUNS'] ?? 700);
const seed = propertySeed();

it('reads back lambdas as they were printed, whatever is between and around them', async () => {
  const { printedLambdas } = await soak.laws();
  const law = printedLambdas(await soak.reader());
  expect(await (await soak.held())(law, { seed, numRuns: runs })).toEqual({ runs });
});

it('ends with formals or a problem, in steps by size, for damaged package files', async () => {
  const { damagedPackages } = await soak.laws();
  const law = damagedPackages(await soak.reader(), await soak.seeds());
  expect(await (await soak.held())(law, { seed, numRuns: 2 * runs })).toEqual({ runs: 2 * runs });
});

it('ends with members or a problem, in steps by size, for damaged groups', async () => {
  const { damagedGroups } = await soak.laws();
  const law = damagedGroups(await soak.reader(), await soak.seeds());
  expect(await (await soak.held())(law, { seed, numRuns: runs })).toEqual({ runs: runs });
});

it('ends with attributes or a problem, in steps by size, for damaged overlays', async () => {
  const { damagedOverlays } = await soak.laws();
  const seeds = [...(await soak.seeds())].filter(([name]) => name.includes('/overlay/'));
  const law = damagedOverlays(await soak.reader(), new Map(seeds));
  expect(await (await soak.held())(law, { seed, numRuns: runs })).toEqual({ runs: runs });
});

/** What is long or deep, in ways that files grow: 4 times the text, no more than 5 times the steps. */
const growing: Readonly<Record<string, (length: number) => string>> = {
  'formals in a row': (n) => `{ ${repeat(n, (i) => `a${i}, `)}}: 1`,
  'trailing commas': (n) => `{ }: [ ${'{ x, }: '.repeat(n)}1 ]`,
  'bindings in a row': (n) => `{ }: { ${repeat(n, (i) => `a${i} = ${i}; `)}}`,
  'a binding twice': (n) => `{ }: { ${repeat(n, (i) => `a${i}.b = ${i}; `)} a1 = 1; }`,
  'sets in sets': (n) => `{ }: ${'{ a = '.repeat(n)}1${'; }'.repeat(n)}`,
  'sets in parts': (n) => `{ }: ${'{ a.b = 1; a = '.repeat(n)}{ }${'; }'.repeat(n)}`,
  'recursive sets': (n) => `{ }: ${'rec { a = 1; b = '.repeat(n)}1${'; }'.repeat(n)}`,
  'lambdas in defaults': (n) => `${'{ a ? '.repeat(n)}1${' }: 1'.repeat(n)}`,
  'lets in lets': (n) => `{ }: ${'let a = '.repeat(n)}1${'; in a'.repeat(n)}`,
  'lets of one name in lets': (n) => `{ x }: ${'let a = '.repeat(n)}x${'; in a'.repeat(n)}`,
  'lets of many names in lets': (n) =>
    `{ x }: ${repeat(n, (i) => `let a${i} = `)}x${repeat(n, (i) => `; in a${n - i - 1}`)}`,
  'sets in lets': (n) =>
    `{ x }: ${'let a = rec { b = '.repeat(n)}x${'; c = b; }; in a.c'.repeat(n)}`,
  'withs in lets': (n) => `{ x }: ${'with x; let a = '.repeat(n)}x.b${'; in a'.repeat(n)}`,
  'functions in lets': (n) => `{ x }: ${'let f = y: '.repeat(n)}x y${'; in f x'.repeat(n)}`,
  'variants in lets': (n) =>
    `{ x }: ${'let a = ('.repeat(n)}x${').override { b = x; }; in a.c'.repeat(n)}`,
  'inherited in lets': (n) => `{ x }: ${'let inherit (x) a; b = '.repeat(n)}a${'; in b'.repeat(n)}`,
  'a function that returns itself': (n) => `{ x }: ${'let f = y: f; in f '.repeat(n)}x`,
  'a function that is its own result': (n) => `{ }: let f = y: f; in f ${'y '.repeat(n)}`,
  'what is not closed': (n) => `{ a }: ${'{ a = ('.repeat(n)}`,
  'empty names under lambdas': (n) => `${'{ }: '.repeat(n)}{ = 1; }`,
  'attributes of an overlay': (n) =>
    `final: prev: { ${repeat(n, (i) => `b${i} = prev.x${i}.override { y = final.y; }; `)}}`,
  'sets of an overlay': (n) =>
    `final: prev: ${repeat(n, (i) => `{ b${i} = prev.x${i}; } // `)} { }`,
  'scopes of an overlay': (n) =>
    `final: prev: { ${repeat(n, (i) => `b${i} = prev.x.overrideScope (a: b: { c = a.d; }); `)}}`,
  'members of a group': (n) =>
    `{ }: final: { ${repeat(n, (i) => `b${i} = final.x${i} final.y; `)}}`,
};

it.each(Object.keys(growing))('takes steps by size: %s', async (name) => {
  const { counted, readPackageFile, readGroupFile, readOverlayFile } = await soak.reader();
  const text = growing[name]!;
  const steps = (length: number): number =>
    counted(() => {
      const bytes = Buffer.from(text(length));
      readPackageFile(bytes);
      readGroupFile(bytes);
      readOverlayFile(bytes);
    }).steps;
  expect(steps(400) / steps(100)).toBeLessThan(5);
});

function repeat(times: number, text: (index: number) => string): string {
  return Array.from({ length: times }, (_, index) => text(index)).join('');
}

it.each([
  '{ }: let again = x: again; in again',
  'l: v: let again = x: again; in again f',
  'let again = x: again; in again',
])('has an end where Nix has a function at each call: %s', async (text) => {
  const { counted, readPackageFile, readGroupFile, readOverlayFile } = await soak.reader();
  const bytes = Buffer.from(text);
  for (const read of [readPackageFile, readGroupFile, readOverlayFile]) {
    expect(counted(() => read(bytes)).steps).toBeLessThan(5_000);
  }
});

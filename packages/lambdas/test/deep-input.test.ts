import {
  loadParser,
  readGroupFile,
  readOverlayFile,
  readPackageFile,
  type NixParser,
} from '../src';

let parser: NixParser;
beforeAll(async () => {
  parser = await loadParser();
});

const read = {
  group: (text: string) => readGroupFile(parser, Buffer.from(text)),
  package: (text: string) => readPackageFile(parser, Buffer.from(text)),
  overlay: (text: string) => readOverlayFile(parser, Buffer.from(text)),
};

/** What is long in a row, which Nix reads at any length: it must be read to its end. */
const rows: Readonly<Record<string, (length: number) => string>> = {
  sum: (length) => `${'1 + '.repeat(length)}final.last`,
  lists: (length) => `${'[ ] ++ '.repeat(length)}final.last`,
  updates: (length) => `lib.x // ${'{ } // '.repeat(length)}final.last`,
  arguments: (length) => `f ${'1 '.repeat(length)}final.last`,
  'else if': (length) => `${'if true then 1 else '.repeat(length)}final.last`,
  lets: (length) => `${'let a = 1; in '.repeat(length)}final.last`,
  functions: (length) => `${'x: '.repeat(length)}final.last`,
  inherits: (length) => `${'let inherit lib; in '.repeat(length)}lib.x final.last`,
};

it.each(Object.keys(rows))('reads many in a row: %s', (name) => {
  const length = name === 'sum' ? 2900 : 1400;
  const group = read.group(`{ lib }: final: { a = ${rows[name]?.(length)}; b = final.b; }`);
  expect(group.diagnostics).toEqual([]);
  expect(group.members.map(({ path }) => path)).toEqual([['a'], ['b']]);
  expect(group.members[0]?.expression?.references.map(({ path }) => path)).toEqual([['last']]);
});

it.each(Object.keys(rows))('reads many in a row, in an overlay: %s', (name) => {
  const length = name === 'sum' ? 2900 : 1400;
  const value = rows[name]?.(length);
  const { sets, diagnostics } = read.overlay(`{ lib }: final: prev: { a = ${value}; b = prev.b; }`);
  expect(diagnostics).toEqual([]);
  expect(sets.map(({ name: set }) => set)).toEqual(['a', 'b']);
  expect(sets[0]?.final.map(({ path }) => path)).toEqual([['last']]);
});

it('reads 500 sets in a union', () => {
  const { members, diagnostics } = read.group(
    `{ lib }: final: ${'{ a = final.x; } // '.repeat(500)}{ }`,
  );
  expect(diagnostics).toEqual([]);
  expect(members.map(({ path }) => path)).toEqual([['a']]);
});

/** What Nix itself gives up on somewhere: any answer will do. */
const nests: Readonly<Record<string, readonly [string, string, string]>> = {
  parentheses: ['(', '1', ')'],
  lists: ['[ ', '1', ' ]'],
  sets: ['{ a = ', '1', '; }'],
  'sets in parts': ['{ a.b = 1; a = ', '{ }', '; }'],
  'recursive sets': ['rec { a = ', '1', '; }'],
  lambdas: ['{ a ? ', '1', ' }: 1'],
  shapes: ['{ a = ', '{ }', '; }'],
  interpolations: ['"${', '1', '}"'],
  negations: ['!', 'true', ''],
  lets: ['let a = ', '1', '; in a'],
  withs: ['with (', 'a', '); a'],
  selections: ['(', 'a', ').b'],
  calls: ['f (', '1', ')'],
  updates: ['(', '{ }', ') // { }'],
  unclosed: ['{ a = (', '', ''],
  unopened: ['', '1', '} ) ]'],
};

it.each(Object.entries(nests))('does not throw 150 levels inside of %s', (_, nest) => {
  expect(() => readAll(deep(nest, 150))).not.toThrow();
});

it.each(['parentheses', 'lists', 'negations', 'calls', 'interpolations', 'unclosed'])(
  'does not throw 1500 levels inside of %s',
  (name) => {
    expect(() => readAll(deep(nests[name] ?? ['', '', ''], 1500))).not.toThrow();
  },
);

function deep([open, inside, close]: readonly [string, string, string], levels: number): string {
  return open.repeat(levels) + inside + close.repeat(levels);
}

function readAll(expression: string): void {
  read.package(`{ x ? ${expression} }: x`);
  read.group(`{ }: final: { a = ${expression}; }`);
  read.group(`{ }: { a = { b = ${expression}; }; }`);
  read.overlay(`final: prev: { a = ${expression}; }`);
  read.overlay(`final: prev: { } // ${expression}`);
}

it('takes withs inside of each other for the package set as a whole, where they are many', () => {
  const text = `{ }: final: with final; ${'with a; '.repeat(60)}{ x = y; }`;
  expect(
    read.group(text).members[0]?.expression?.references.map(({ path }) => path),
  ).toContainEqual([]);
});

/** Each doubles the paths that the next name may stand for. */
const doubling = Array.from({ length: 18 }, (_, i) => `x${i + 1} = x${i}.a or x${i}.b;`).join(' ');

/** Names that are their own defaults, which Nix evaluates without end. */
const looping = Array.from(
  { length: 18 },
  (_, i) => `y${i} = y${(i + 1) % 18}.r or y${(i + 5) % 18};`,
);

it.each([
  ['names that double the paths', `let x0 = final; ${doubling} in { x = x18; }`, [[]]],
  ['a name that is its own default', 'rec { a = a.r or a; x = (a.r or a).s or (a.t or a); }', []],
  ['many of these', `let ${looping.join(' ')} in { x = [ ${'y0 y1 '.repeat(200)}]; }`, [[]]],
])('ends with %s', (_, set, expected) => {
  const started = performance.now();
  const { diagnostics, members } = read.group(`{ }: final: ${set}`);
  expect(diagnostics).toEqual([]);
  const references = members.find(({ path }) => path[0] === 'x')?.expression?.references;
  const paths = references?.map(({ path }) => path) ?? [];
  // The definitions on the way have paths of their own, as long as they are few.
  expect(paths).toEqual(expected.length > 0 ? expect.arrayContaining(expected) : []);
  expect(paths.length).toBeLessThan(3_000);
  // A thousand times as much without a bound: no measure, only no end.
  expect(performance.now() - started).toBeLessThan(5_000);
});

it('does not look back from every slash', () => {
  const started = performance.now();
  for (const part of ['/', 'a/', 'a:/', '-//']) {
    expect(read.package(`{ }: "${part.repeat(60_000 / part.length)}"`).diagnostics).toEqual([]);
  }
  expect(performance.now() - started).toBeLessThan(8000);
});

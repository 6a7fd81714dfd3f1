/** Law: reading a file's head alone gives the lambda that reading all of it gives. */
import fc from 'fast-check';
import { loadParser, readPackageFile, type NixParser, type PackageFile } from '../src';
import { readHeadAlone } from '../src/files/head';
import { headEnd } from '../src/heads/head-end';
import { plainHead } from '../src/heads/plain-head';
import { lambdaTexts } from './lambda-texts';

let parser: NixParser;
beforeAll(async () => {
  parser = await loadParser();
});

const runs = { numRuns: Number(process.env['NX_NIX_PROPERTY_RUNS'] ?? 500) };

/** Holds the law for one file; says whether it was read without a parser. */
function holdsFor(content: string | Uint8Array): boolean {
  const bytes = Buffer.from(content);
  const full = withoutBody(readPackageFile(parser, bytes));
  const head = readPackageFile(parser, bytes, { depth: 'head' });
  const plain = plainHead(bytes);
  if (full.diagnostics.length === 0) expect(head).toEqual(full);
  // A lambda without diagnostics is only said of a head that is sound, whatever follows it.
  if (head.lambda && head.diagnostics.length === 0) {
    const end = headEnd(bytes);
    // Where it ends is a guess; a wrong one leads to a full reading.
    const isAlone = readHeadAlone(parser, bytes) !== undefined;
    if (end === undefined || !isAlone) expect(full).toEqual(head);
    else expect(withoutBody(readPackageFile(parser, cut(bytes, end)))).toEqual(head);
  }
  if (plain) expect(head).toEqual({ lambda: plain, diagnostics: [] });
  return plain !== undefined;
}

/** What the body says of the formals is all that a head does not tell. */
function withoutBody(file: PackageFile): PackageFile {
  const ofBody = new Set(['calls', 'selects']);
  const withoutIt = (key: string, value: unknown): unknown => (ofBody.has(key) ? undefined : value);
  return JSON.parse(JSON.stringify(file, withoutIt)) as PackageFile;
}

function cut(bytes: Uint8Array, end: number): Uint8Array {
  return Buffer.concat([bytes.subarray(0, end), Buffer.from(' 0')]);
}

it('holds for generated files', async () => {
  fc.assert(
    fc.property(await lambdaTexts(), ({ text }) => void holdsFor(text)),
    runs,
  );
});

it('holds for heads of any tokens, most of which are none', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(token, gap), { maxLength: 14 }), end, (tokens, last) => {
      holdsFor(`${tokens.flat().join('')}${last}`);
    }),
    runs,
  );
});

it('holds for heads with any default', () => {
  let plain = 0;
  fc.assert(
    fc.property(fc.array(fc.tuple(valueToken, gap), { maxLength: 7 }), end, (tokens, last) => {
      if (holdsFor(`{ a ? ${tokens.flat().join('')}, b }${last}`)) plain++;
    }),
    // Only one in a hundred of them is plain: without an example, sometimes none.
    { ...runs, examples: [[[['x', ' ']], ':0']] },
  );
  expect(plain).toBeGreaterThan(0);
});

it('holds for files with a piece taken out, put in, or cut off', async () => {
  const damaged = fc
    .record({ file: await lambdaTexts(), at: fc.nat(), length: fc.nat(3), put: fc.option(token) })
    .map(({ file: { text }, at, length, put }) => {
      const from = at % (text.length + 1);
      return text.slice(0, from) + (put === null ? '' : put + text.slice(from + length));
    });
  fc.assert(
    fc.property(damaged, (text) => void holdsFor(text)),
    runs,
  );
});

it('holds for any bytes', () => {
  const start = fc.constantFrom('', '{', '{ a', '# ', '/* ', '{ a ? "', 'a@{ b }', '{ a }: ');
  fc.assert(
    fc.property(start, fc.uint8Array({ maxLength: 20 }), end, (before, bytes, after) => {
      holdsFor(Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]));
    }),
    runs,
  );
});

/** The usual ways to write a head, which a parser would be too dear for. */
it.each([
  '{ }: 0',
  '{}:0',
  '{ a }:b',
  '{ a, b, ... }: 0',
  '{\n  a,\n  b ? null,\n}:\n0',
  '# é\r\n/* 😀\r */{a,b ?true,c?"x y",}@args:{ }',
  'args@{ ... }: 0',
  'args @ { a }:\n0',
  'args: 0',
  'args:\n{ }',
  '{ a ? [ ], b ? { }, c ? 12, d ? e.f, g ? ./x.nix, h ? [ "a" b.c ] }: 0',
  "{ a ? f { } b.c, a' ? import ./x }: 0",
  '{ a ? !b.c, d ? e && f.g x || !h, i ? j == k, l ? (m != "") }: 0',
  '{ a ? b.c or false, d ? (e), f ? ((g h)) }: 0',
])('reads without a parser: %j', (text) => {
  expect(holdsFor(text)).toBe(true);
});

it.each([
  ...['', ' ', '0', '{ }', '{ a = 1; }', '{ inherit a; }', 'rec { }', '{ "a" }: 0', '{ }.a', '[ ]'],
  ...['{ a, a }: 0', 'a@{ a }: 0', '{ a }@a: 0', '{ with }: 0', 'or: 0', '{ a ? or }: 0'],
  ...['args:x', '{ a }@args:x', 'args@{ }@b: 0', '{ a ? b:c }: 0', 'a/b', '{ a ? b/c }: 0'],
  ...['{ , }: 0', '{ a,, b }: 0', '{ ..., }: 0', '{ ..., a }: 0', '{ a ... }: 0', '{ .... }: 0'],
  ...['{ a ? }: 0', '{ a ? 1 2', '{ a b }: 0', '{ a ? b c: c }: 0', '{ a ? { b = 1; } }: 0'],
  ...['{ a ? "${b}" }: 0', '{ a ? "\\n" }: 0', "{ a ? '''' }: 0", '{ a ? b == c == d }: 0'],
  ...['{ a ? 9223372036854775808 }: 0', '{ a ? 1.5 }: 0', '{ a ? b -1 }: 0', '{ a ? f or }: 0'],
  ...['{ a ? ./b/ }: 0', '{ a ? ./b//c }: 0', '{ a ? ./${b} }: 0', '{ a ? b ? c }: 0'],
  ...['\ufeff{ a }: 0', '{ a\f}: 0', '{ \0a }: 0', '{ é }: 0', '({ a }: 0)', 'let in { a }: 0'],
  ...['with x; { a }: 0', '/* { a }: 0', '{ a } : ', '{ a } /* : 0', '{ a } = 0', '{ a }'],
])('leaves to the parser, or to the reading of bodies: %j', (text) => {
  if (text === '{ a } : ') expect(holdsFor(text)).toBe(true);
  else expect(holdsFor(text)).toBe(false);
});

it('does not look at the body', () => {
  const bytes = Buffer.from('{ a, b ? { c = { }; } }: { d = ; }');
  const { lambda, diagnostics } = readPackageFile(parser, bytes);
  expect(diagnostics).toHaveLength(1);
  expect(readPackageFile(parser, bytes, { depth: 'head' })).toEqual({ lambda, diagnostics: [] });
});

it('reads all of a file that is no lambda, or is one further in', () => {
  for (const text of ['{ a = 1; }', 'import ./a.nix { }', '({ a }: 0)', '{ a, a }: 0', '{ a }']) {
    const bytes = Buffer.from(text);
    const full = readPackageFile(parser, bytes);
    expect(readPackageFile(parser, bytes, { depth: 'head' })).toEqual(full);
  }
});

it('ends on brackets that do not', () => {
  for (const open of ['(', '[', '{ a ? ', '{ a ? (', '"${', "''${", '/*', '{ a ? [ (']) {
    expect(holdsFor(`{ a ? ${open.repeat(300)}`)).toBe(false);
  }
});

const gap = fc.constantFrom('', '', ' ', ' ', '\n', '\r', '\r\n', '#,\n', '/*é}:*/', '\t', '\f');
const end = fc.constantFrom('}: 0', ':0', '}:', '}@x: 0', '}@x:0', '', ' }@x :0', '}:{ }');
const token = fc.constantFrom(
  ...['{', '{', '}', ',', ',', '?', '@', ':', '...', 'a', 'b', 'c', "a'", 'or', 'with', 'null'],
  ...['1', '"x"', '{ }', '[ ]', '.', './a', '=', ';', '(', ')', '/', 'inherit'],
);
const valueToken = fc.constantFrom(
  ...[
    'x',
    'y',
    'f',
    'x.y',
    'null',
    'true',
    '1',
    '20',
    '1.5',
    '"s"',
    '"${x}"',
    "''s''",
    './a',
    '../a/b',
  ],
  ...['(', ')', '[', ']', '{ }', '{', '}', '!', '-', '&&', '||', '==', '!=', '->', '//', '++', '?'],
  ...[
    'or',
    'or ',
    '.',
    '.y',
    ':',
    'x:',
    '/',
    '<a>',
    'rec',
    'let',
    'a = 1;',
    ',',
    '"',
    '$',
    '@',
    '|>',
  ],
);

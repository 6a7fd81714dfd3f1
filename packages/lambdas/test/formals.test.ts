import fc from 'fast-check';
import { loadParser, readGroupFile, readPackageFile, type NixParser } from '../src';

let parser: NixParser;
beforeAll(async () => {
  parser = await loadParser();
});

it.each([
  ['null', ['null', '(null)', '# why\n null']],
  ['bool', ['true', 'false', '((true))']],
  ['number', ['1', '0', '1.5', '.5', '1.5e3']],
  ['string', ['""', '"a"', '"${b}"', "''a''", 'https://x.y/z', '("a")']],
  ['path', ['./a', '../a.nix', '/a/b', 'a/b', '~/a', '<a/b>', './${b}', './a-${b}/c']],
  ['list', ['[ ]', '[ 1 b ]']],
  ['set', ['{ }', '{ a = 1; }', 'rec { a = 1; }', '({ a.b = { }; })']],
  ['name', ['b', '__b', "b'", 'builtins', '(b)', 'nullable', 'true_']],
  ['select', ['b.c', 'b.c.d', 'b.c or d', 'b."c"', '{ a = 1; }.a', '(f b).c']],
  ['call', ['f b', '1e3', 'f b.c { }', 'import ./a', '(f b)', 'b.c d', 'f or']],
  [
    'other',
    ['-1', '!b', 'b ++ c', 'a // b', 'b ? c', 'x: x', '{ x }: x', 'if b then c else d'].concat([
      'let a = 1; in a',
      'with b; c',
      'assert b; c',
      'let { body = 1; }',
      'b == c',
      'b -> c',
    ]),
  ],
])('says what kind of default it is: %s', (kind, values) => {
  const text = `{ ${values.map((value, index) => `a${index} ? ${value}`).join(' , ')} }: 0`;
  const { lambda, diagnostics } = readPackageFile(parser, Buffer.from(text));
  expect(diagnostics).toEqual([]);
  expect(lambda?.formals.map(({ defaultKind }) => defaultKind)).toEqual(values.map(() => kind));
});

it('says no kind where there is no default', () => {
  const { lambda } = readPackageFile(parser, Buffer.from('{ a, b ? null }: 0'));
  expect(lambda?.formals.map((formal) => 'defaultKind' in formal)).toEqual([false, true]);
});

it('never throws, whatever the bytes', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.string({ maxLength: 60 }).map((text) => Buffer.from(text)),
    fc.array(token, { maxLength: 60 }).map((tokens) => Buffer.from(tokens.join(' '))),
    fc
      .tuple(fc.array(token, { maxLength: 4 }), fc.nat(40), fc.array(token, { maxLength: 4 }))
      .map(([open, levels, close]) =>
        Buffer.from(
          `${`${open.join(' ')} `.repeat(levels)}1${` ${close.join(' ')}`.repeat(levels)}`,
        ),
      ),
  );
  fc.assert(
    fc.property(bytes, (content) => {
      const { lambda, delegate, diagnostics } = readPackageFile(parser, content);
      expect(lambda !== undefined || delegate !== undefined || diagnostics.length > 0).toBe(true);
      for (const head of ['', '{ lib, ... }: ', '{ }: final: with final; ']) {
        expect(readGroupFile(parser, Buffer.concat([Buffer.from(head), content]))).toBeDefined();
      }
    }),
    { numRuns: 500 },
  );
});

it('leaves what a caller has given on top to the file that is called', () => {
  const called = Buffer.from('{ a }: import ./c.nix 1');
  const applied = [0, 1, 2, 3].map(
    (skip) => readPackageFile(parser, called, { skip }).delegate?.applied,
  );
  expect(applied).toEqual([undefined, 1, 2, 3]);
  expect(readPackageFile(parser, Buffer.from('import ./c.nix'), { skip: 1 })).toMatchObject({
    delegate: { file: './c.nix', applied: 1 },
    diagnostics: [],
  });
});

const token = fc.constantFrom(
  ...['{', '}', '(', ')', '[', ']', '=', ';', ':', ',', '.', '?', '@', '"', "''", '${', '...'],
  ...['//', '++', '+', '-', '->', '|>', '==', '!', 'let', 'in', 'with', 'rec', 'inherit', 'assert'],
  ...['if', 'then', 'else', 'or', 'a', 'final', 'lib', 'import', './a.nix', 'callPackage', '1'],
  ...['{ }', '{ a = ', '; }', 'a:', '{ a }:', 'a.b', '/*', '*/', '#', '\n'],
);

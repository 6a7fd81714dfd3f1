/** Law: what the cheap look at a text does not suspect, the dear look at its tree does not find. */
import fc from 'fast-check';
import { loadParser, type NixParser } from '../src';
import { firstSyntaxError } from '../src/diagnostics/first-syntax-error';
import { rejections } from '../src/diagnostics/rejected-by-nix';
import { prefilterOf } from '../src/diagnostics/prefilter';
import { withSyntax } from '../src/syntax/syntax';

let parser: NixParser;
beforeAll(async () => {
  parser = await loadParser();
});

const all = {
  mayBindTwice: true,
  mayRepeatFormals: true,
  mayCompareInARow: true,
  mayHaveBadPath: true,
  mayHaveBadNumber: true,
  mayAskForPath: true,
};

it('misses nothing', () => {
  let found = 0;
  fc.assert(
    fc.property(expression, (text) => {
      withSyntax(
        parser,
        { text, encoding: 'utf8' },
        (syntax) => {
          if (firstSyntaxError(syntax)) return;
          const diagnostics = rejections(syntax, all);
          expect(rejections(syntax)).toEqual(diagnostics);
          if (diagnostics.length > 0) found++;
        },
        () => undefined,
      );
    }),
    { numRuns: Number(process.env['NX_NIX_PROPERTY_RUNS'] ?? 1000) },
  );
  expect(found).toBeGreaterThan(0);
});

it.each([
  ['{ a = 1; b.a = 2; c = { a = 1; }; }', {}],
  ['{ a = let a = 1; in a; }', { mayBindTwice: true }],
  ['{ a = 1; a = 2; }', { mayBindTwice: true }],
  ['{ a.b = 1; a = { c = 2; }; }', { mayBindTwice: true }],
  ["{ a = \"}\"; b = ''}'''${x}''; a = 2; }", { mayBindTwice: true }],
  ['{ inherit a; inherit (b) a; }', { mayBindTwice: true }],
  ['{ inherit (a) b; a = 1; } == 1', {}],
  ['{ a, b ? a, c ? { a = [ b ]; }, }: { a, b, ... }: a', {}],
  ['{ a, b ? "," , a }: a', { mayRepeatFormals: true }],
  ['a@{ a }: a', { mayRepeatFormals: true }],
  ['a: a == b && c == d', {}],
  ['a == b == c', { mayCompareInARow: true }],
  ['a == (b == c)', {}],
  ['[ ./a/b (a / b) (a // b) https://x/y/ ]', {}],
  ['a ? b/c', { mayAskForPath: true }],
  ['a ? b / c', {}],
  ['[ ./a/ ]', { mayHaveBadPath: true }],
  ['[ ./a//b ]', { mayHaveBadPath: true }],
  ['[ ./${a}/ ]', { mayHaveBadPath: true }],
  ['[ 123 1.5e3 "9999999999999999999999" ]', {}],
  ['99999999999999999999', { mayHaveBadNumber: true }],
  ['1.0e999', { mayHaveBadNumber: true }],
])('suspects of %s', (text, expected) => {
  const none = Object.fromEntries(Object.keys(all).map((key) => [key, false]));
  expect({ ...prefilterOf(text) }).toMatchObject({ ...none, ...expected });
});

const blank = fc.constantFrom(' ', ' ', '\n', '\r\n', '/* } " */', "# { ''\n", '\t');
const name = fc.constantFrom('a', 'b', "a'", '"a"', 'c', '${"a"}', '"b"', '${x}', '"${x}"', 'or');
const text = fc.constantFrom(
  ...['"}"', '"a = 1; a = 2;"', '"\\"{"', '"${x}$"', '"$${a"', '"$"', '"\\${"', '"a\\\\"'],
  ...["''}''", "'''''''", "''''$''", "''''${{''", "''''\\n{''", "''$${ a''", "''${x}'''", "'''a''"],
  ...["''\"''", "'' a'b''", "''$''", "''a'$''", "''\n  ${x}\n  '' '"],
);
const simple = fc.constantFrom(
  ...['1', 'x', 'null', './a', './a/', './a//b', '/a', './${x}/b', './${x}/', '<a/b>', '~/a', "x'"],
  ...['https://a.b/c?d=e', "a:b''", '9223372036854775807', '9223372036854775808', '1.5', '1.0e999'],
  ...[
    '[ ]',
    '{ }',
    '(x)',
    'x.y or z',
    '(x: y)',
    '({ a, b ? c, ... }: a)',
    '({ a, b ? (c), a }: a)',
    '1e3',
    'a.b.c',
    '!x',
    '-1',
  ],
);
const { expression } = fc.letrec<{ expression: string; set: string; binding: string }>((tie) => ({
  binding: fc.oneof(
    fc
      .tuple(fc.array(name, { minLength: 1, maxLength: 3 }), blank, blank, tie('expression'))
      .map(([path, before, after, value]) => `${path.join('.')}${before}=${after}${value};`),
    fc
      .tuple(
        fc.array(name, { minLength: 1, maxLength: 2 }),
        fc.constantFrom('', ' (x)', ' (x.y { a = 1; })'),
      )
      .map(([names, from]) => `inherit${from} ${names.join(' ')};`),
  ),
  set: fc
    .tuple(
      fc.constantFrom(['{', '}'], ['rec {', '}'], ['let', 'in x'], ['let', 'in { a = 1; }']),
      fc.array(fc.tuple(tie('binding'), blank), { maxLength: 4 }),
    )
    .map(([[open, close], bindings]) => `${open} ${bindings.flat().join('')} ${close}`),
  // Without parentheses the grammar takes what Nix does not: `1 < let in 2 > 3`.
  operand: fc.oneof(
    simple,
    text,
    tie('expression').map((inner) => `(${inner})`),
  ),
  expression: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'expression' },
    simple,
    text,
    tie('set'),
    tie('set'),
    fc
      .tuple(
        tie('operand'),
        fc.constantFrom('==', '!=', '<', '>', '<=', '&&', '||', '->', '//', '++', '/', '?', ''),
        tie('operand'),
        fc.constantFrom('==', '>', '&&', '->', '', '//'),
        tie('operand'),
      )
      .map((parts) => parts.join(' ')),
    tie('expression').map((inner) => `(${inner})`),
    tie('expression').map((inner) => `"\${${inner}}"`),
    tie('expression').map((inner) => `''\${${inner}} ''`),
    tie('expression').map((inner) => `[ (${inner}) ]`),
    fc
      .tuple(fc.constantFrom('a', 'b'), fc.constantFrom('', 'a@', 'c@'), blank, tie('expression'))
      .map(
        ([formal, at, gap, inner]) => `(${at}{${gap}a${gap}? ${inner},${gap}${formal} }: ${inner})`,
      ),
    tie('expression').map((inner) => `if ${inner} then ${inner} else ${inner}`),
    tie('expression').map((inner) => `assert ${inner}; with ${inner}; ${inner}`),
  ),
}));

/**
 * Worry: a text that Nix takes is refused here, or the other way round. What was once read wrongly
 * stands here, with its kind: each text beside others that differ in one thing.
 */
import fc from 'fast-check';
import { describeWithNix } from '../../../tools/testing/find-nix';
import { loadParser, readPackageFile, type NixParser } from '../src';
import { parseErrors, writeFiles } from './ask-nix';

let parser: NixParser;
beforeAll(async () => {
  parser = await loadParser();
});

const taken: readonly string[] = [
  // An apostrophe before an interpolation: at the start, behind another one, behind an escape.
  "a: '''${a}''",
  "a: ''${a}'${a}'${a}''",
  "a: ''''$'${a}''''\\n'${a}'''''${a}''",
  "a: ''\n  '${a}'\n''",
  "a: ''$'${a} '$${a} ''$${a}''",
  // The variable `or`, behind a simple expression.
  'or1: f: (f or) or',
  'f: a: [ f or a or (f a or) ]',
  'f: a: f.x or f a or or1',
  'f: a: f.x or f or a',
  'f: "${f or}" or',
  'f: f or == f or // f or',
  'f: f or ./x',
  'f: { y = f or; inherit (f or) or; x = f.or.or or f or; }',
  // A path that begins with the letters of `or`.
  'f: f.x or/x',
  'f: f.x or/${f}',
  'f: f.x or/**/f',
  // Names in braces that the parser knows.
  '{ inherit ${("builtins")}; }',
  "f: { inherit (f) ${''c''} ${(a:b)} ${(((''${\"d\"}'')))}; }",
  "let ${''c''} = 1; ${(\"d\")}.e = 2; in c",
];

const refused: readonly string[] = [
  "a: '''${a}'''",
  'f: (f or or)',
  'f: a: f a or or',
  'f: f or.x',
  'f: [ f or.x ]',
  'f: f or.x or f',
  'f: [ or ]',
  'f: [ or f ]',
  'f: -or',
  'f: 1or or',
  "f: f ''x''or or",
  'f: f or/**/or',
  'f: "${or f}"',
  'f: { x = # why\n or; }',
  'f: { x = f or # why\n or; }',
  'f: { with # why\n = 1; }',
  'f: f.x or or',
  'f: f.x or f.y or or',
  'f: f.x or/',
  'f: f ? or/x',
  '{ inherit ${"${"builtins"}"}; }',
  "f: { inherit (f) ${''c''$d''}; }",
  "f: { inherit (f) ${''c${\"d\"}''}; }",
  "f: { c = 1; ${(\"c\")} = 2; ${''c''} = 3; }",
  "let ${''c$''} = 1; in c",
];

const some = (pieces: readonly string[], most: number) =>
  fc.array(fc.constantFrom(...pieces), { maxLength: most }).map((parts) => parts.join(''));

/** What `or` can stand beside. */
const orTexts = some(
  [
    ...['f ', 'or ', 'or ', 'or', '.a ', '.or ', '(f ', 'f) ', '[ f ', 'f ] ', '"x"', "''y'' "],
  ].concat([
    '1',
    'or/x ',
    '# c\n',
    '/* c */',
    '-',
    '{ }',
    '? or ',
    '+ ',
    '(',
    '.5 ',
    '.${f}',
    '|| ',
    '; ',
  ]),
  7,
).map((text) => `f: ${text}`);

const inQuotes = some(["'", "'", "''", '$', '${"b"}', 'x', ' ', '\n', '\\', "''$", "''\\", '{'], 6);
const stringTexts = inQuotes.map((text) => `''${text}''`);
/** NOTE: not with a blank at the start, where older versions of Nix have another rule. */
const nameTexts = inQuotes
  .filter((text) => !/^( *\n)? /.test(text))
  .map((text) => `{ inherit ({ }) \${''${text}''}; }`);

const rejects = (text: string): boolean =>
  readPackageFile(parser, Buffer.from(text)).diagnostics.some(
    ({ kind }) => kind === 'syntax-error' || kind === 'duplicate-formal',
  );

test.each(taken)('takes %j', (text) => {
  expect(rejects(text)).toBe(false);
});

test.each(refused)('refuses %j', (text) => {
  expect(rejects(text)).toBe(true);
});

describeWithNix('Nix', (nix) => {
  const asNix = (texts: readonly string[]): readonly (readonly [string, boolean])[] =>
    parseErrors(nix, writeFiles(texts)).map((error, index) => [
      texts[index]!,
      error !== undefined && !error.includes('undefined variable'),
    ]);

  it('says the same of them', () => {
    const texts = [...taken, ...refused];
    expect(asNix(texts)).toEqual(texts.map((text) => [text, refused.includes(text)]));
  });

  it.each(Object.entries({ or: orTexts, strings: stringTexts, names: nameTexts }))(
    'says the same of random texts: %s',
    (_, texts) => {
      const sample = [...new Set(fc.sample(texts, 80))];
      expect(sample.map((text) => [text, rejects(text)])).toEqual(asNix(sample));
    },
  );
});

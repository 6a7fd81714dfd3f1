import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import fc from 'fast-check';
import { describeWithNix, type NixForTests } from '../../../tools/testing/find-nix';
import { loadParser, readBody, readEmptySets, readPackageFile, type NixParser } from '../src';
import { parseErrors, writeFiles } from './ask-nix';
import { generatedBody } from './generated-bodies';

let parser: NixParser;
beforeAll(async () => {
  parser = await loadParser();
});

const read = (text: string) => readBody(parser, Buffer.from(text));
const unused = (text: string): readonly string[] =>
  read(text).unusedFormals.map(({ name }) => name);

describe('formals that are not used', () => {
  test.each<[string, readonly string[]]>([
    ['{ a, b }: a', ['b']],
    ['{ a, b ? a }: b', []],
    ['{ a ? b, b }: 1', ['a']],
    ['{ a, ... }: 1', []],
    ['{ a }@args: 1', []],
    ['args@{ a }: args', []],
    ['args: 1', []],
    ['{ a, }: with { }; a', []],
    ['{ a }: with { a = 1; }; b', ['a']],
    ['{ a }: let a = 1; in a', ['a']],
    ['{ a }: let inherit a; in 1', []],
    ['{ a }: let inherit a; in a', []],
    ['{ a }: let b = a; in 1', []],
    ['{ a }: rec { a = 1; b = a; }', ['a']],
    ['{ a }: rec { inherit a; }', []],
    ['{ a }: { inherit a; }', []],
    ['{ a }: { inherit "a"; }', []],
    ['{ a }: { inherit (a) b; }', []],
    ['{ a, b }: { inherit (b) a; }', ['a']],
    ['{ a }: let inherit (a) a; in a', ['a']],
    ['{ a }: { a = 1; }', ['a']],
    ['{ a }: { ${a} = 1; }', []],
    ['{ a }: { b.${a}.c = 1; }', []],
    ['{ a, b }: b.a', ['a']],
    ['{ a, b }: b.${a}', []],
    ['{ a, b }: b ? a', ['a']],
    ['{ a, b }: b.c or a', []],
    ['{ a }: "a ${a}"', []],
    ['{ a }: "a"', ['a']],
    ["{ a }: ''a ${a}''", []],
    ['{ a }: ./a', ['a']],
    ['{ a }: ./${a}', []],
    ['{ a }: # a\n 1 /* a */', ['a']],
    ['{ a }: a: a', ['a']],
    ['{ a }: { a }: a', ['a']],
    ['{ a }: { b ? a }: b', []],
    ['{ a }: { a ? a }: a', ['a']],
    ['{ a }: let { body = a; }', []],
    ['{ a }: let { a = 1; body = a; }', ['a']],
    ['{ a, b }: b |> a', []],
    ['{ __sub, __lessThan }: 1 - 2', []],
    ['{ a }: { inherit; }', ['a']],
    ['let f = { x, y }: x; in { a }: f', ['y', 'a']],
  ])('%s', (text, expected) => {
    expect([...unused(text)].sort()).toEqual([...expected].sort());
  });

  test('stand where Nix counts them', () => {
    expect(read('{\r\n  a ? "ü", b,\r\n}: a').unusedFormals).toEqual([
      { name: 'b', position: { line: 2, column: 13 } },
    ]);
  });

  test('of thousands of operators in a row do not overflow the stack', () => {
    const long = `{ a, b }: ${'1 + '.repeat(2_900)}a`;
    expect(unused(long)).toEqual(['b']);
    const deep = `{ a, b }: ${'(x: '.repeat(1_400)}a${')'.repeat(1_400)}`;
    expect(unused(deep)).toEqual(['b']);
  });

  describeWithNix('asked of Nix: what is renamed in the head and used is undefined then', (nix) => {
    test('over generated lambdas', () => {
      const runs = Number(process.env['NX_NIX_PROPERTY_RUNS'] ?? 60);
      const bodies = fc.sample(generatedBody, { numRuns: runs, seed: 20 });
      expect(compare(nix, bodies)).toEqual([]);
    });
  });
});

/** Renames each formal of the outermost lambda in its head, and compares what we and Nix make of it. */
function compare(nix: NixForTests, texts: readonly string[]): readonly unknown[] {
  const cases = texts.flatMap((text) => {
    const { lambda, diagnostics } = readPackageFile(parser, Buffer.from(text));
    if (diagnostics.length > 0) throw new Error(`${text}\n${JSON.stringify(diagnostics)}`);
    const found = read(text).unusedFormals;
    return lambda!.formals.map(({ name, position }) => {
      const offset = position.column - 1;
      const renamed = `${text.slice(0, offset)}renamed'${text.slice(offset + name.length)}`;
      const isUnused = found.some((one) => one.position.column === position.column);
      return { text, name, renamed, isUnused };
    });
  });
  expect(cases.some(({ isUnused }) => isUnused)).toBe(true);
  const errors = parseErrors(nix, writeFiles(cases.map(({ renamed }) => renamed)));
  return cases.filter(({ name, isUnused }, i) => {
    const error = errors[i];
    if (error !== undefined && !error.includes(`undefined variable '${name}'`)) {
      throw new Error(`${cases[i]!.renamed}\n${error}`);
    }
    return isUnused === (error !== undefined);
  });
}

describe('paths', () => {
  test('of every kind are found, with where they lead', () => {
    const text = [
      '{ x }: [',
      '  ./a ../b/c.nix d/e ./${"f"}.nix ./g/${x} /h ~/i <nixpkgs/lib>',
      '  (./. + "/j") (./k + ("/${x}")) (./. + "/l" + ".nix") ((./m) + x)',
      '  (builtins.pathExists ./n) (lib.pathExists (./o)) (x + /p)',
      ']',
    ].join('\n');
    const { paths } = read(text);
    expect(paths.map(({ position, ...path }) => [position.line, path])).toEqual([
      [2, { kind: 'relative', text: './a', path: './a' }],
      [2, { kind: 'relative', text: '../b/c.nix', path: '../b/c.nix' }],
      [2, { kind: 'relative', text: 'd/e', path: 'd/e' }],
      [2, { kind: 'relative', text: './${"f"}.nix', path: './f.nix' }],
      [2, { kind: 'relative', text: './g/${x}' }],
      [2, { kind: 'absolute', text: '/h' }],
      [2, { kind: 'home', text: '~/i' }],
      [2, { kind: 'search', text: '<nixpkgs/lib>' }],
      [3, { kind: 'relative', text: './. + "/j"', path: '././j' }],
      [3, { kind: 'relative', text: './k', path: './k', isBeginning: true }],
      [3, { kind: 'relative', text: './. + "/l" + ".nix"', path: '././l.nix' }],
      [3, { kind: 'relative', text: './m', path: './m', isBeginning: true }],
      [4, { kind: 'relative', text: './n', path: './n', isAskedFor: true }],
      [4, { kind: 'relative', text: './o', path: './o', isAskedFor: true }],
      [4, { kind: 'absolute', text: '/p', isAdded: true }],
    ]);
  });
});

describe('escapes that do nothing', () => {
  const escapes = (text: string): readonly string[] =>
    read(text).uselessEscapes.map(({ name }) => name);

  test('stand where they stand', () => {
    expect(read('{ }: "ü\\."').uselessEscapes).toEqual([
      { name: '\\.', position: { line: 1, column: 9 } },
    ]);
    expect(escapes('"\\n\\r\\t\\"\\\\\\${x}"')).toEqual([]);
    expect(escapes("''\n  \\. '' + ''\n ''' ''$ ''\\n ''${ ''")).toEqual([]);
  });

  describeWithNix('asked of Nix: with and without, the string is the same', (nix) => {
    test('for every character, at the start, in the middle, after a dollar, before a brace', () => {
      const characters = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i));
      const frames = [
        ['"', '\\', '"'],
        ["''", "''\\", "''"],
      ] as const;
      const around = [
        ['', ''],
        ['a', 'b'],
        ['$', 'b}'],
        ['$', 'b'],
        ['a', '{b}'],
        ["'", 'b'],
        ['\\', 'b'],
      ] as const;
      const cases = frames.flatMap(([open, escape, close]) =>
        characters.flatMap((character) =>
          around.map(([before, after]) => ({
            escape: escape + character,
            text: `${open}${before}${escape}${character}${after}${close}`,
            without: `${open}${before}${character}${after}${close}`,
          })),
        ),
      );
      // Of those alone that Nix takes at all, and that hold the escape which they were made for.
      const errors = parseErrorsOfAll(
        nix,
        cases.map(({ text }) => text),
      );
      const sound = cases.filter((_, i) => errors[i] === false);
      const bare = parseErrorsOfAll(
        nix,
        sound.map(({ without }) => without),
      );
      const both = sound.filter((_, i) => bare[i] === false);
      const same = evaluate(
        nix,
        both.map(({ text, without }) => `(${text}) == (${without})`),
      );
      let useless = 0;
      both.forEach(({ escape, text }, i) => {
        if (!escapes(text).includes(escape)) return;
        useless++;
        expect([text, same[i]]).toEqual([text, true]);
      });
      expect(useless).toBeGreaterThan(500);
      // What Nix refuses without its escape does not do nothing.
      sound.forEach(({ escape, text }, i) => {
        if (bare[i]) expect([text, escapes(text).includes(escape)]).toEqual([text, false]);
      });
    });
  });
});

/** Whether Nix refuses each text. */
function parseErrorsOfAll(nix: NixForTests, texts: readonly string[]): readonly boolean[] {
  return parseErrors(nix, writeFiles(texts)).map((error) => error !== undefined);
}

function evaluate({ bin, env }: NixForTests, expressions: readonly string[]): readonly unknown[] {
  const [file] = writeFiles([`[ ${expressions.map((one) => `(${one})`).join('\n')} ]`]);
  const ran = spawnSync(join(bin, 'nix-instantiate'), ['--eval', '--strict', '--json', file!], {
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
  if (ran.status !== 0) throw new Error(ran.stderr);
  return JSON.parse(ran.stdout) as unknown[];
}

describe('empty sets of a group', () => {
  test.each<[string, readonly string[]]>([
    ['{ ... }: { }', ['']],
    ['{ lib, ... }: { a = { }; }', ['a']],
    ['{ ... }: final: { a.b = { }; c = { d = 1; }; }', ['a.b']],
    ['{ ... }: final: { a = { } // { b = 1; }; }', []],
    ['{ ... }: final: { } // { b = { }; }', ['b']],
    ['{ ... }: final: { a = rec { }; b = ({ }); c = let x = 1; in { }; }', ['a', 'b', 'c']],
    ['{ ... }: final: { a = { inherit (final) x; }; b = f { }; }', []],
    ['{ a = { b = { }; }; }', ['a.b']],
    ['{ ... }: { a = {', []],
  ])('%s', (text, expected) => {
    const found = readEmptySets(parser, Buffer.from(text));
    expect(found.map(({ path }) => path.join('.'))).toEqual(expected);
  });
});

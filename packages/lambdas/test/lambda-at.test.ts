import { describeWithNix } from '../../../tools/testing/find-nix';
import { loadParser, readLambdaAt, type NixParser } from '../src';
import { functionPositions, writeFiles } from './ask-nix';

let parser: NixParser;
beforeAll(async () => {
  parser = await loadParser();
});

const at = (text: string, line: number, column: number) =>
  readLambdaAt(parser, Buffer.from(text), { line, column });

it('reads the lambda that starts there, and none around it or in it', () => {
  const text = 'a: b@{ c ? null, ... }:\r{ f = /* é */ ({ g }: x: g); }';
  expect(at(text, 1, 1).lambda).toMatchObject({ universal: 'a', formals: [] });
  expect(at(text, 1, 4).lambda).toMatchObject({
    universal: 'b',
    ellipsis: true,
    formals: [{ name: 'c', position: { line: 1, column: 8 }, defaultKind: 'null' }],
  });
  expect(at(text, 2, 17).lambda).toMatchObject({ formals: [{ name: 'g' }] });
  expect(at(text, 2, 24).lambda).toMatchObject({ universal: 'x' });
});

it.each([
  [1, 1, 'an attribute set'],
  [1, 7, 'an expression in parentheses'],
  [1, 3, 'no expression'],
  [1, 14, 'a selected attribute'],
  [1, 15, 'no expression'],
  [2, 1, 'no expression'],
  [9, 9, 'no expression'],
  [1, 0, 'no expression'],
  [0, 1, 'no expression'],
])('says what starts at %i:%i where no lambda does', (line, column, found) => {
  expect(at('{ f = (a: e: a.b); }', line, column)).toEqual({
    diagnostics: [{ kind: 'not-a-lambda', position: { line, column }, found }],
  });
});

it('has no position in the middle of a character', () => {
  expect(at('/*é*/a: a', 1, 7).lambda).toMatchObject({ universal: 'a' });
  expect(at('"é"', 1, 3)).toMatchObject({ diagnostics: [{ found: 'no expression' }] });
});

it('gives a lambda of a file that is wrong elsewhere', () => {
  const { lambda, diagnostics } = at('{ f = { a }: a; g = ; }', 1, 7);
  expect(lambda).toMatchObject({ formals: [{ name: 'a' }] });
  expect(diagnostics).toMatchObject([{ kind: 'syntax-error' }]);
  expect(at('{ f = { a, }, }: a; }', 1, 7).lambda).toBeUndefined();
});

describeWithNix('Nix agrees', (nix) => {
  it('on where lambdas start', () => {
    const file = `# ü\r\n[ ({ a }: 0) (x: 0) (b@{ ... }: 0) ({ c ? "ß", d }@e: /* ß */ 0) "ß" (f: g: 0) ]\r`;
    const positions = functionPositions(nix, writeFiles([file])[0]!);
    expect(positions).toHaveLength(5);
    for (const position of positions) {
      expect(at(file, position.line, position.column).lambda).toMatchObject({ position });
    }
  });
});

import { byCause, sortProblems, toldText, type Problem } from '../src';
import { UnknownName } from '../src/problems/unknown-name';
import { UnknownScope } from '../src/problems/unknown-scope';
import { UnusedFormal } from '../src/problems/check/unused-formal';

/** How a person is told of many problems that one edit mends. */

const place = (line: number) => ({ file: 'repos/core/a.nix', position: { line, column: 1 } });
const asks = (line: number, name: string, near: readonly string[] = ['zlib']): Problem =>
  new UnknownName(place(line), name, `package-${line}`, () => near);
const texts = (problems: readonly Problem[]): readonly string[] =>
  byCause(sortProblems(problems)).map((told) => toldText(told));

test('three of a kind are told one by one, and from four on they are one', () => {
  expect(texts([1, 2, 3].map((line) => asks(line, 'zlibb')))).toHaveLength(3);
  expect(texts([1, 2, 3, 4, 5, 6].map((line) => asks(line, 'zlibb')))).toEqual([
    'repos/core/a.nix:1:1: error[unknown-name]: 6 times, `zlibb` is asked for, and nobody has it\n' +
      '  and repos/core/a.nix:2:1\n' +
      '  and repos/core/a.nix:3:1\n' +
      '  and 3 more; --json has all of them\n' +
      '  hint: did you mean `zlib`?',
  ]);
});

test('what has another cause, or another hint, is told by itself, in the order of places', () => {
  const lines = [1, 3, 5, 7].map((line) => asks(line, 'zlibb'));
  const told = texts([...lines, asks(2, 'opnessl'), asks(4, 'zlibb', ['zlib-ng'])]);
  expect(told.map((text) => text.split(': ')[0])).toEqual([
    'repos/core/a.nix:1:1',
    'repos/core/a.nix:2:1',
    'repos/core/a.nix:4:1',
  ]);
  expect(texts([1, 2, 3, 4].map((line) => new UnknownScope(place(line), 'rust', [])))[0]).toContain(
    '4 repos say that `rust` is to be a scope',
  );
});

test('what has to be mended in each place is told for each', () => {
  const unused = [1, 2, 3, 4, 5].map((line) => new UnusedFormal(place(line), 'lib', 'hello'));
  expect(texts(unused)).toHaveLength(5);
});

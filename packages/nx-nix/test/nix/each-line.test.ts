import { Readable } from 'node:stream';
import * as fc from 'fast-check';
import { eachLine } from '../../src/nix/each-line';

/** The lines of Nix's output are those that Nix has made, whatever builders print. */

async function linesIn(chunks: readonly Buffer[]): Promise<readonly string[]> {
  const lines: string[] = [];
  await eachLine(Readable.from(chunks), (line) => void lines.push(line));
  return lines;
}

test('a line ends at a line feed and nowhere else', async () => {
  const line = fc
    .string({
      unit: fc.constantFrom('a', 'é', '漢', '😀', '\u2028', '\u2029', '\u0085', '\v', '\r', '"'),
    })
    .filter((text) => text !== '' && !text.endsWith('\r'));
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 1 }),
      fc.constantFrom('\n', '\r\n'),
      fc.integer({ min: 1, max: 7 }),
      async (lines, end, size) => {
        const bytes = Buffer.from(lines.join(end));
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
          bytes.subarray(i * size, (i + 1) * size),
        );
        expect(await linesIn(chunks)).toEqual(lines);
      },
    ),
  );
});

test('empty lines are lines, and an end without a line feed is one too', async () => {
  expect(await linesIn([Buffer.from('\na\n\nb')])).toEqual(['', 'a', '', 'b']);
  expect(await linesIn([Buffer.from('a\n')])).toEqual(['a']);
  expect(await linesIn([])).toEqual([]);
});

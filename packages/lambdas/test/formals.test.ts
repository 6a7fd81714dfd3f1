import fc from 'fast-check';
import { formatPosition, loadParser, readPackageFile, type NixParser } from '../src';
import { generatedFile } from './generated-files';

let parser: NixParser;
beforeAll(async () => {
  parser = await loadParser();
});

it('reads back the formals that a file was written with', () => {
  fc.assert(
    fc.property(generatedFile, ({ text, formals, offsets }) => {
      const { lambda, flaws } = readPackageFile(parser, Buffer.from(text));
      expect(flaws).toEqual([]);
      expect(lambda?.formals.map(({ name, hasDefault }) => ({ name, hasDefault }))).toEqual(
        formals.map(({ name, value }) => ({ name, hasDefault: value !== undefined })),
      );
      expect(lambda?.formals.map(({ position }) => formatPosition(position))).toEqual(
        offsets.map((offset) => positionByHand(text.slice(0, offset))),
      );
    }),
    { numRuns: 1000 },
  );
});

it('never throws, whatever the bytes', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.string({ maxLength: 60 }).map((text) => Buffer.from(text)),
    fc
      .tuple(
        generatedFile,
        fc.nat(),
        fc.nat(6),
        fc.constantFrom('', '}', '{', '"', "''", '=', ';', ',', '/*', '${'),
      )
      .map(([{ text }, at, length, put]) => {
        const from = at % (text.length + 1);
        return Buffer.from(text.slice(0, from) + put + text.slice(from + length));
      }),
  );
  fc.assert(
    fc.property(bytes, (content) => {
      const { lambda, delegate, flaws } = readPackageFile(parser, content);
      expect(lambda !== undefined || delegate !== undefined || flaws.length > 0).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

function positionByHand(before: string): string {
  const lines = before.split(/\r\n|\r|\n/);
  return `${lines.length}:${Buffer.byteLength(lines.at(-1) ?? '') + 1}`;
}

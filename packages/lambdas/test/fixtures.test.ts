import { readFileSync, readdirSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  loadParser,
  readGroupFile,
  readNurFile,
  readOverlayFile,
  readPackageFile,
  type NixParser,
} from '../src';

/**
 * Every folder below fixtures/ is a behaviour: input.nix and what is read of it, expected.json.
 * NX_NIX_WRITE_EXPECTED=1 writes what is missing; read it before it is committed.
 */
const readers = {
  package: readPackageFile,
  group: readGroupFile,
  nur: readNurFile,
  overlay: readOverlayFile,
};

let parser: NixParser;
beforeAll(async () => {
  parser = await loadParser();
});

describe.each(Object.entries(readers))('%s files', (kind, read) => {
  const folder = join(__dirname, 'fixtures', kind);
  it.each(readdirSync(folder))('%s', (name) => {
    const result = read(parser, readFileSync(join(folder, name, 'input.nix')));
    const expected = join(folder, name, 'expected.json');
    if (!existsSync(expected) && process.env['NX_NIX_WRITE_EXPECTED'] === '1') {
      writeFileSync(expected, compact(result));
    }
    expect(result).toEqual(JSON.parse(readFileSync(expected, 'utf8')));
  });
});

/** JSON with what fits into a line on one line. */
function compact(value: unknown, indent = ''): string {
  const flat = JSON.stringify(value);
  if (flat.length + indent.length < 100 || typeof value !== 'object' || value === null) return flat;
  const inner = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((item) => compact(item, inner))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${compact(item, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  return `${open}\n${parts.map((part) => inner + part).join(',\n')}\n${indent}${close}${indent ? '' : '\n'}`;
}

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describeWithNix } from '../../../tools/testing/find-nix';
import {
  LIMITS,
  loadParser,
  readBody,
  readEmptySets,
  readFlakeInputs,
  readGroupFile,
  readNurFile,
  readOverlayFile,
  readPackageFile,
  type Diagnostic,
  type NixParser,
} from '../src';
import { writeFiles } from './ask-nix';

/** Texts without end: each reading of them ends with a place. */

let parser: NixParser;
beforeAll(async () => {
  parser = await loadParser();
});

const readers: Readonly<Record<string, (bytes: Uint8Array) => readonly Partial<Diagnostic>[]>> = {
  package: (bytes) => readPackageFile(parser, bytes).diagnostics,
  body: (bytes) => readBody(parser, bytes).diagnostics,
  group: (bytes) => readGroupFile(parser, bytes).diagnostics,
  nur: (bytes) => readNurFile(parser, bytes).diagnostics,
  overlay: (bytes) => readOverlayFile(parser, bytes).diagnostics as readonly Diagnostic[],
};

const many = 2 * LIMITS.depth;

const beyond: Readonly<Record<string, readonly [limit: string, text: string]>> = {
  updates: ['depth', `{ }: ${'{ } // '.repeat(many)}{ }`],
  withs: ['depth', `{ pkgs }: ${'with pkgs; '.repeat(many)}a`],
  sums: ['depth', `{ }: ${'1 + '.repeat(many)}1`],
  parentheses: ['depth', `{ }: ${'('.repeat(many)}1${')'.repeat(many)}`],
  lists: ['depth', `{ }: ${'['.repeat(many)}${']'.repeat(many)}`],
  sets: ['depth', `{ }: ${'{ a = '.repeat(many)}1${'; }'.repeat(many)}`],
  lets: ['depth', `{ }: ${'let a = 1; in '.repeat(many)}a`],
  functions: ['depth', `{ }: ${'x: '.repeat(many)}x`],
  arguments: ['depth', `{ f }: f ${'a '.repeat(many)}`],
  strings: ['depth', `{ a }: ${'"${'.repeat(many)}a${'}"'.repeat(many)}`],
  'else if': ['depth', `{ a }: ${'if a then 1 else '.repeat(many)}1`],
  pipes: ['depth', `{ a }: a ${'|> a '.repeat(many)}`],
  'a path of names': ['word', `{ pkgs }: pkgs${'.a'.repeat(LIMITS.word)}`],
  'a path of names that is bound': ['word', `{ }: { ${'a.'.repeat(LIMITS.word)}a = 1; }`],
  'comments that are not closed': ['openComments', `{ }: ${'/* '.repeat(1000)}`],
};

describe.each(Object.keys(readers))('%s', (reader) => {
  it.each(Object.entries(beyond))('says where it is too much: %s', (_, [limit, text]) => {
    const [first, ...others] = readers[reader]!(Buffer.from(text));
    expect(first).toMatchObject({ kind: 'over-limit', limit, position: { line: 1 } });
    expect(others).toEqual([]);
  });

  it('ends where brackets are not closed', () => {
    const [first] = readers[reader]!(Buffer.from(`{ a }: ${'{ a = ('.repeat(many)}`));
    expect(first).toBeDefined();
  });
});

it.each(Object.entries(beyond))('finds no empty sets and no inputs in %s', (_, [, text]) => {
  expect(readEmptySets(parser, Buffer.from(text))).toEqual([]);
  expect(readFlakeInputs(parser, Buffer.from(text)).diagnostics).not.toEqual([]);
});

it('says at which node a text is too deep', () => {
  const open = '('.repeat(LIMITS.depth);
  const text = `{ }:\n1\n${open}1${')'.repeat(LIMITS.depth)}`;
  const [first] = readBody(parser, Buffer.from(text)).diagnostics;
  expect(first?.position.line).toBe(3);
  // The file, the function and its call are nodes around the first parenthesis.
  expect(first?.position.column).toBeGreaterThan(LIMITS.depth - 10);
  expect(first?.position.column).toBeLessThanOrEqual(LIMITS.depth);
});

it('ends where names stand for names that stand for names', () => {
  const text = `{ }: final: rec { ${row(4000, (i) => `b${i} = b${i - 1} b${i >> 1}; `)}}`;
  const [first] = readGroupFile(parser, Buffer.from(text)).diagnostics;
  expect(first).toMatchObject({ kind: 'over-limit', limit: 'steps' });
});

it.each([
  ['in a string', `{ }: "${'a.'.repeat(LIMITS.word)}"`],
  ['in an indented string', `{ x }: ''${'a.'.repeat(LIMITS.word)} ''\${x} '' + x`],
  ['in a comment', `{ }: # ${'a.'.repeat(LIMITS.word)}\n 1`],
  ['in a string in a string', `{ }: "\${"${'a.'.repeat(LIMITS.word)}"}"`],
  ['of comments in a string', `{ }: "${'/* '.repeat(1000)}"`],
])('reads any length %s', (_, text) => {
  expect(readPackageFile(parser, Buffer.from(text)).lambda).toBeDefined();
  expect(readBody(parser, Buffer.from(text)).diagnostics).toEqual([]);
});

it('reads what is wide', () => {
  const formals = `{ ${row(20_000, (i) => `a${i}, `)}}: 1`;
  const list = `{ }: [ ${row(20_000, (i) => `a${i} `)}]`;
  const bindings = `{ }: { ${row(20_000, (i) => `a${i} = ${i}; `)}}`;
  for (const text of [formals, list, bindings]) {
    expect(readPackageFile(parser, Buffer.from(text)).diagnostics).toEqual([]);
  }
  const last = readPackageFile(parser, Buffer.from(formals)).lambda?.formals.at(-1);
  expect(last?.position).toEqual({ line: 1, column: formals.indexOf('a19999') + 1 });
});

describeWithNix('asked of Nix: its parser gives up on what is deep, too', (nix) => {
  it.each([
    ['updates', '{ } // '.repeat(6_000) + '{ }'],
    ['parentheses', '('.repeat(11_000) + '1' + ')'.repeat(11_000)],
  ])('%s', (_, text) => {
    const [file] = writeFiles([text]);
    const { status, stderr } = spawnSync(join(nix.bin, 'nix-instantiate'), ['--parse', file!], {
      encoding: 'utf8',
      env: { ...process.env, ...nix.env },
    });
    expect(status).toBe(1);
    expect(stderr).toContain('memory exhausted');
  });
});

function row(times: number, text: (index: number) => string): string {
  return Array.from({ length: times }, (_, index) => text(index)).join('');
}

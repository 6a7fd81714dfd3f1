import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LAYOUT_NAMES } from '@nx-nix/resolver';
import { PROJECT } from '../testing/workspace';
import { codeSpans, proseOf, tracked } from './markdown';

/** The tables of docs/reference have a row for each option, layout, field and variable. */

const sources = tracked('packages/*/src/*.ts').filter((file) => existsSync(join(PROJECT, file)));

const schemas = tracked('packages/nx-nix/src/executors/*/schema.json').map((file) => {
  const { title, properties } = JSON.parse(textOf(file)) as {
    readonly title: string;
    readonly properties: Readonly<Record<string, { readonly visible?: boolean }>>;
  };
  const options = Object.entries(properties).filter(([, { visible }]) => visible !== false);
  return { title, options: options.map(([name]) => `--${name}`).sort() };
});

test.each(schemas)('every option of $title is in targets.md', ({ title, options }) => {
  const [, section] = proseOf('docs/reference/targets.md').split(`\n## ${title}\n`);
  const rows = firstColumn(section!.split('\n## ')[0]!);
  expect(rows.filter((name) => name.startsWith('--')).sort()).toEqual(options);
});

test('every layout is in layouts.md, in the order in which they are tried', () => {
  const [table] = proseOf('docs/reference/layouts.md').split('\n## ');
  expect(firstColumn(table!)).toEqual(LAYOUT_NAMES);
});

test('every field of nix-repo.json has a row', () => {
  const fields = [
    ...fieldsOf('RepoConfig', 'packages/resolver/src/repo/repo-config.ts'),
    ...fieldsOf('Grants', 'packages/resolver/src/repo/grants.ts'),
  ];
  const rows = firstColumn(proseOf('docs/reference/nix-repo-json.md'));
  expect(rows.sort()).toEqual(fields.sort());
});

test('every environment variable of ours has a row', () => {
  const used = sources.flatMap((file) =>
    [...textOf(file).matchAll(/'(NX_NIX_[A-Z_]+)'/g)].map(([, name]) => name!),
  );
  const rows = firstColumn(proseOf('docs/reference/variables.md'));
  const named = rows.map((name) => name.replace(/_<folder>$/, ''));
  expect([...new Set(used)].sort()).toEqual(
    named.filter((name) => name.startsWith('NX_NIX')).sort(),
  );
});

test('every code of a problem says what tells it', () => {
  const page = proseOf('docs/problems.md');
  const codes = [...page.matchAll(/^### `([a-z0-9-]+)`$/gm)].map(([, code]) => code!);
  const told = page.slice(page.indexOf('## What tells which problem'), page.indexOf('## An old'));
  expect(codes.filter((code) => !codeSpans(told).includes(code))).toEqual([]);
});

/** The optional fields that an interface declares. */
function fieldsOf(name: string, file: string): readonly string[] {
  const declared = new RegExp(`export interface ${name} \\{([^]*?)^\\}`, 'm').exec(
    textOf(file),
  )![1]!;
  return [...declared.matchAll(/^ {2}readonly (\w+)\?:/gm)].map(([, field]) => field!);
}

/** The texts between backticks in the first column of tables. */
function firstColumn(text: string): string[] {
  const cells = text.split('\n').flatMap((line) => /^\| (`.*?) +\|/.exec(line)?.[1] ?? []);
  return cells.flatMap((cell) => codeSpans(cell).filter((name) => !/^-\w$/.test(name)));
}

function textOf(file: string): string {
  return readFileSync(join(PROJECT, file), 'utf8');
}

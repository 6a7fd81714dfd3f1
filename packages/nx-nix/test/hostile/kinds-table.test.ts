import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../../../../tools/testing/workspace';
import { UPDATES } from './expected-texts';
import { kindsTable } from './kinds-table';

const PAGE = join(PROJECT, 'docs/security.md');
const HEADING = '## What is tried';

/** NX_NIX_UPDATE_EXPECTED=1 writes the table. */
test('the table of docs/security.md is what the cases say', () => {
  const page = readFileSync(PAGE, 'utf8');
  const [, before, table] =
    /^([^]*## What is tried\n[^]*?\n\n)(\d+ cases:\n\n(?:\|.*\n)+)$/.exec(page) ?? [];
  expect(before).toContain(HEADING);
  if (UPDATES) writeFileSync(PAGE, `${before}${kindsTable()}`);
  else expect(table).toBe(kindsTable());
});

test('there are enough of them', () => {
  expect(Number(/^\d+/.exec(kindsTable()))).toBeGreaterThanOrEqual(120);
});

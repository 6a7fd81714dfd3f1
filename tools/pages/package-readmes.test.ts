import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../testing/workspace';
import { tracked } from './markdown';

/** The example in a package's README runs unchanged, and prints the output that the README has. */

const withExample = tracked('packages/*/README.md').flatMap((page) => {
  const text = readFileSync(join(PROJECT, page), 'utf8');
  const [, code] = /^```js\n([^]*?)^```$/m.exec(text) ?? [];
  const [, output] = /^```console\n([^]*?)^```$/m.exec(text) ?? [];
  return code === undefined ? [] : [{ page, code, output }];
});

test('the packages that others can use have one', () => {
  expect(withExample.map(({ page }) => page)).toEqual([
    'packages/files/README.md',
    'packages/lambdas/README.md',
    'packages/resolver/README.md',
  ]);
});

test.each(withExample)('$page', ({ code, output }) => {
  // In the folder that contains node_modules, so that its imports are found.
  const file = join(PROJECT, `.example-${process.pid}.mjs`);
  writeFileSync(file, code);
  try {
    expect(execFileSync(process.execPath, [file], { cwd: PROJECT, encoding: 'utf8' })).toBe(output);
  } finally {
    rmSync(file);
  }
});

import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { PROJECT } from '../testing/workspace';
import { anchorsOf, codeSpans, linksOf, pages, proseOf, tracked } from './markdown';

/** Links and file names in pages lead to existing files and headings. */

test.each(pages())('every link of %s leads somewhere', (page) => {
  const broken = linksOf(page).filter(({ target }) => !isThere(page, target));
  expect(broken).toEqual([]);
});

test('every file of packages and tools that a page names is there', () => {
  const missing = pages().flatMap((page) =>
    codeSpans(proseOf(page))
      .filter((span) => /^(packages|tools)\/[\w./-]+$/.test(span))
      .filter((file) => !existsSync(join(PROJECT, file)))
      .map((file) => ({ page, file })),
  );
  expect(missing).toEqual([]);
});

test('every reason that code refers to is there', () => {
  const files = ['ts', 'mjs', 'cjs', 'nix', 'sh', 'c']
    .flatMap((kind) => tracked(`*.${kind}`))
    .filter((file) => existsSync(join(PROJECT, file)));
  const reasons = files.flatMap((file) => {
    const text = readFileSync(join(PROJECT, file), 'utf8');
    return [...text.matchAll(/Why: (docs\/\S+)/g)].map(([, target]) => ({ file, target: target! }));
  });
  expect(reasons.length).toBeGreaterThan(14);
  expect(reasons.filter(({ target }) => !isThere('README.md', target))).toEqual([]);
});

function isThere(page: string, target: string): boolean {
  const [path, anchor] = decodeURI(target).split('#') as [string, string?];
  const file = path === '' ? page : posix.join(posix.dirname(page), path);
  if (!existsSync(join(PROJECT, file))) return false;
  return anchor === undefined || !file.endsWith('.md') || anchorsOf(file).has(anchor);
}

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../testing/workspace';

/** A link of a page to a file of this repository. */
export interface PageLink {
  readonly page: string;
  /** As written in the page. */
  readonly target: string;
}

/** The Markdown pages of this repository, by path from its root. */
export function pages(): readonly string[] {
  return tracked('*.md').filter((page) => existsSync(join(PROJECT, page)));
}

/** Files that git tracks or would add, by path from the root of this repository. */
export function tracked(pattern: string): readonly string[] {
  const args = ['ls-files', '--cached', '--others', '--exclude-standard', '--', pattern];
  const listed = execFileSync('git', args, { cwd: PROJECT, encoding: 'utf8' });
  return [...new Set(listed.split('\n').filter(Boolean))].sort();
}

/** The text of a page without blocks of code and comments. */
export function proseOf(page: string): string {
  const text = readFileSync(join(PROJECT, page), 'utf8');
  return text.replace(/^```[^]*?^```$/gm, '').replace(/<!--[^]*?-->/g, '');
}

/** Links to files, with images; links to other sites are left out. */
export function linksOf(page: string): readonly PageLink[] {
  const prose = proseOf(page).replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target]) =>
    /^[a-z]+:/.test(target!) ? [] : [{ page, target: target! }],
  );
}

/** The texts between backticks. */
export function codeSpans(text: string): readonly string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)].map(([, span]) => span!);
}

/**
 * The anchors that a forge gives to the headings of a page. If headings are equal, later anchors
 * are numbered.
 */
export function anchorsOf(page: string): ReadonlySet<string> {
  const times = new Map<string, number>();
  const anchors = [...proseOf(page).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => {
    const slug = heading!
      .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-');
    const before = times.get(slug) ?? 0;
    times.set(slug, before + 1);
    return before === 0 ? slug : `${slug}-${before}`;
  });
  return new Set(anchors);
}

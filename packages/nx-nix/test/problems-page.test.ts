import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Problem, repoFoldersIn } from '@nx-nix/resolver';
import { grantAllIn } from '../../../tools/testing/grant-all';
import { temporaryFolder } from '../../../tools/testing/temporary-folder';
import { PROJECT } from '../../../tools/testing/workspace';
import { checkWorkspace } from '../src/check/check-workspace';
import { hasRepoName } from '../src/workspace/repos';

/** docs/problems.md: a section for each problem there is, whose examples are what they say. */

const PAGE = readFileSync(join(PROJECT, 'docs/problems.md'), 'utf8');
const PROBLEMS = join(PROJECT, 'packages/resolver/src/problems');

const sections = PAGE.split(/^### /m)
  .slice(1)
  .map((text) => {
    const code = /^`([a-z0-9-]+)`$/m.exec(text)![1]!;
    const [about, before, after] = text.split(/^\*\*(?:Before|After)\*\*$/m);
    return { code, about, before, after: after?.split(/^## /m)[0] };
  });

test('every problem has one section, and every section is of a problem', () => {
  const codes = readdirSync(PROBLEMS, { recursive: true, encoding: 'utf8' }).flatMap((file) => {
    if (!file.endsWith('.ts')) return [];
    return /readonly code = '([^']+)'/.exec(readFileSync(join(PROBLEMS, file), 'utf8'))?.[1] ?? [];
  });
  expect(codes.length).toBeGreaterThan(30);
  expect(sections.map(({ code }) => code).sort()).toEqual(codes.sort());
});

/** What Nix alone can tell is held to Nix in read-by-nix.test.ts and base-problems.test.ts. */
const ASKED_OF_NIX = new Set([
  'base-name-throws',
  'base-refuses',
  'endless-evaluation',
  'endless-set',
  'nix-refuses',
  'not-a-scope',
  'one-python-only',
  'stale-base',
]);

describe('the examples are what they say', () => {
  test.each(sections.filter(({ code }) => !ASKED_OF_NIX.has(code)))(
    '$code',
    async ({ code, before, after }) => {
      const wrong = await problemsOf(before!);
      expect([...new Set(wrong.map((problem) => problem.code))]).toEqual([code]);
      expect(await problemsOf(after!)).toEqual([]);
    },
  );
});

/** All that the checks of all repos say of an example. */
async function problemsOf(example: string): Promise<readonly Problem[]> {
  const folder = temporaryFolder('problems-page');
  write(folder, 'repos/lib/nix-repo.json', '{ "kind": "lib" }\n');
  write(folder, 'repos/registry/nix-repo.json', '{ "kind": "registry" }\n');
  const steps = [...example.matchAll(/(?:^`([^`\n]+)`\n\n)?^```(\w+)\n(.*?)^```$/gms)];
  expect(steps.length).toBeGreaterThan(0);
  for (const [, file, language, text] of steps) {
    if (file) write(folder, file, text!);
    else {
      expect(language).toBe('sh');
      execFileSync('sh', ['-euc', text!], { cwd: folder });
    }
  }
  for (const root of repoFoldersOf(folder)) {
    const kind = /"kind": "(lib|registry)"/.test(readText(folder, `${root}/nix-repo.json`));
    if (!kind) write(folder, `${root}/default.nix`, '{ lib }: { }\n');
  }
  // What an example does not say of grants, is granted.
  if (!steps.some(([, file]) => file === 'repos/registry/nix-repo.json')) grantAllIn(folder);
  const roots = repoFoldersIn(folder, 'repos').filter(hasRepoName);
  const { problems } = await checkWorkspace(folder, roots, roots, 'now');
  rmSync(folder, { recursive: true, force: true });
  return [...problems.values()].flat();
}

/** The repos of an example need not say that they are. */
function repoFoldersOf(folder: string): readonly string[] {
  const roots = readdirSync(join(folder, 'repos')).map((name) => `repos/${name}`);
  for (const root of roots) {
    if (readText(folder, `${root}/nix-repo.json`) === '') {
      write(folder, `${root}/nix-repo.json`, '{ }\n');
    }
  }
  return roots;
}

function readText(folder: string, file: string): string {
  try {
    return readFileSync(join(folder, file), 'utf8');
  } catch {
    return '';
  }
}

function write(folder: string, file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true });
  writeFileSync(join(folder, file), text);
}

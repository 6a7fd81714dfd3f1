import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../../../tools/testing/temporary-folder';
import { identities, placeText, ratchet } from '../src';
import { checkFolder } from './check-fixture';

/** Which problems a base is said to have too. */

const HELLO = 'repos/core/by-name/he/hello/package.nix';

async function freshSince(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): Promise<readonly string[]> {
  const base = await checkFolder(workspaceOf(before));
  const now = await checkFolder(workspaceOf(after));
  const { fresh } = ratchet(now.problems, now.folders, identities(base.problems, base.folders));
  return fresh.map((problem) => `${placeText(problem.place)} ${problem.code}`);
}

function workspaceOf(files: Readonly<Record<string, string>>): string {
  const folder = temporaryFolder('ratchet');
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }
  return folder;
}

test.each<[string, Record<string, string>, Record<string, string>, readonly string[]]>([
  ['nothing changed', { [HELLO]: '{ x }: "\\."' }, { [HELLO]: '{ x }: "\\."' }, []],
  ['other lines', { [HELLO]: '{ x }: <a>' }, { [HELLO]: '\n\n{\n  x,\n}: <a>' }, []],
  [
    'a package in another folder of another repo',
    { [HELLO]: '{ x }: [ x <a> ../b "\\." (' },
    { 'repos/gnu/pkgs/by-name/he/hello/package.nix': '{ x }: [ x <a> ../b "\\." (' },
    [],
  ],
  [
    'and what its files say, by its name',
    { [HELLO]: '{ }: [ <a> ../b /c ./d "\\." ]' },
    { 'repos/gnu/packages/hello/package.nix': '\n{ }: [ <a> ../b /c ./d "\\." ]' },
    [],
  ],
  [
    'another name',
    { [HELLO]: '{ x }: x' },
    { [HELLO]: '{ x, y }: [ x y ]' },
    [`${HELLO}:1:6 unknown-name`],
  ],
  [
    'another package with the same name wanted',
    { [HELLO]: '{ x }: x' },
    { [HELLO]: '{ x }: x', 'repos/core/by-name/he/helm/package.nix': '{ x }: x' },
    ['repos/core/by-name/he/helm/package.nix:1:3 unknown-name'],
  ],
  [
    'one more of a kind: which is new, nobody knows',
    { [HELLO]: '{ }: "\\. \\/"' },
    { [HELLO]: '{ }: "\\. \\. \\/"' },
    [`${HELLO}:1:7 useless-escape`, `${HELLO}:1:10 useless-escape`],
  ],
  ['one less of a kind', { [HELLO]: '{ }: "\\. \\."' }, { [HELLO]: '{ }: "\\."' }, []],
  ['a second place in the message', { [HELLO]: '{ a, a }: a' }, { [HELLO]: '\n{ a, a }: a' }, []],
  [
    'a clash that was there',
    { [HELLO]: '{ }: 1', 'repos/gnu/by-name/he/hello/package.nix': '{ }: 1' },
    { [HELLO]: '\n{ }: 1', 'repos/gnu/by-name/he/hello/package.nix': '\n\n{ }: 1' },
    [],
  ],
])('%s', async (_, before, after, fresh) => {
  expect(await freshSince(before, after)).toEqual(fresh);
});

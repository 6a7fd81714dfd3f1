/** The rules of `npm run audit`, and what they say of the lock of this workspace. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROJECT } from '../testing/workspace';

const rules = () => import('./lock-rules.mjs');

const fine = { version: '1.0.0', license: 'MIT', integrity: 'sha512-x' };

async function findingsOf(locked: object, ignoresScripts = true): Promise<readonly string[]> {
  const packages = { '': {}, 'node_modules/@a/b': { ...fine, ...locked } };
  const found = (await rules()).lockFindings({ lockfileVersion: 3, packages }, { ignoresScripts });
  return found.map(({ rule, package: name }) => `${rule} ${name}`);
}

test.each([
  ['nothing', {}, []],
  ['no licence', { license: undefined }, ['licence @a/b']],
  ['a licence that is not allowed', { license: 'GPL-3.0-only' }, ['licence @a/b']],
  ['one of two licences', { license: '(MIT OR GPL-3.0-only)' }, []],
  ['two licences at once', { license: 'MIT AND GPL-3.0-only' }, ['licence @a/b']],
  ['two allowed licences', { license: '(MIT AND (ISC OR GPL-3.0-only))' }, []],
  ['an exception', { license: 'MIT WITH something' }, ['licence @a/b']],
  ['half an expression', { license: '(MIT' }, ['licence @a/b']],
  ['a licence that a file says', { license: 'SEE LICENSE IN x' }, ['licence @a/b']],
  ['a licence for developers only', { license: 'CC-BY-4.0' }, ['licence @a/b']],
  ['a licence for developers, there', { license: 'CC-BY-4.0', dev: true }, []],
  ['another registry', { resolved: 'https://evil.example/b.tgz' }, ['origin @a/b']],
  ['git', { resolved: 'git+ssh://git@github.com/a/b.git#1' }, ['origin @a/b']],
  ['no hash', { integrity: undefined }, ['integrity @a/b']],
  ['a weak hash', { integrity: 'sha1-x' }, ['integrity @a/b']],
  ['no version', { version: undefined }, ['version @a/b']],
  ['a range', { version: '^1.0.0' }, ['version @a/b']],
  ['a package of the workspace', { link: true, license: undefined, integrity: undefined }, []],
])('%s', async (_, locked, told) => {
  expect(await findingsOf(locked)).toEqual(told);
});

test('programs at installation, unless npm is told to run none', async () => {
  expect(await findingsOf({ hasInstallScript: true }, false)).toEqual(['install-script @a/b']);
  expect(await findingsOf({ hasInstallScript: true })).toEqual([]);
});

test('what the workspace asks for is one version', async () => {
  const packages = { '': { devDependencies: { a: '^1.0.0', b: '1.0.0', c: 'github:a/c' } } };
  const found = (await rules()).lockFindings(
    { lockfileVersion: 3, packages },
    { ignoresScripts: true },
  );
  expect(found.map((one) => one.package)).toEqual(['a', 'c']);
});

test('what npm says of vulnerabilities is told, and what it cannot say is skipped', async () => {
  const { readAudit } = await import('./vulnerabilities.mjs');
  const via = [{ title: 'It reads too much' }, 'other'];
  const said = { vulnerabilities: { a: { severity: 'high', range: '<2', via } } };
  expect(readAudit(JSON.stringify(said))).toEqual({
    findings: [
      { rule: 'vulnerability', package: 'a', message: 'high, <2: It reads too much; by other' },
    ],
  });
  expect(readAudit('{ "message": "405 Method Not Allowed" }')).toEqual({
    skipped: '405 Method Not Allowed',
  });
  expect(readAudit('')).toEqual({ skipped: 'npm audit printed no JSON' });
});

test('the lock of this workspace has nothing of this', async () => {
  const lock = JSON.parse(readFileSync(join(PROJECT, 'package-lock.json'), 'utf8')) as never;
  expect(readFileSync(join(PROJECT, '.npmrc'), 'utf8')).toMatch(/^ignore-scripts=true$/m);
  expect((await rules()).lockFindings(lock, { ignoresScripts: true })).toEqual([]);
});

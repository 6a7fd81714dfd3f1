/** Worry: a file that is asked for by its name is not the one that its folder lists. */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../../../tools/testing/temporary-folder';
import { RepoFolder } from '../src/locate/repo-folder';

const NAMES = ['package.nix', 'packages.nix', 'default.nix'];
const SHARD = 'by-name/xx';

let workspace: string;
beforeAll(() => {
  workspace = temporaryFolder('first-file');
  for (const file of [
    'plain/package.nix',
    'second/default.nix',
    'second/other.nix',
    'both/default.nix',
    'both/packages.nix',
    'none/other.nix',
    'folder/package.nix/file',
    'folder/default.nix',
    'upper/Package.nix',
    'cases/package.nix',
    'cases/PACKAGE.NIX',
  ]) {
    mkdirSync(dirname(nameOf(file)), { recursive: true });
    writeFileSync(nameOf(file), file);
  }
  for (const name of ['link', 'broken', 'outside', 'locked']) mkdirSync(nameOf(name));
  symlinkSync('../plain/package.nix', nameOf('link/package.nix'));
  symlinkSync('nowhere', nameOf('broken/package.nix'));
  symlinkSync('/', nameOf('outside/package.nix'));
  writeFileSync(nameOf('outside/default.nix'), '');
  symlinkSync('plain', nameOf('folder-link'));
  symlinkSync('nowhere', nameOf('broken-link'));
  writeFileSync(nameOf('locked/package.nix'), '');
  chmodSync(nameOf('locked'), 0o000);
});

const nameOf = (file: string): string => join(workspace, 'repos/sig', SHARD, file);

/** What is found in each folder of the shard, what it holds, and what could not be read. */
function found(isListed: boolean) {
  const folder = new RepoFolder(workspace, 'repos/sig');
  const files = folder.entries(SHARD).map(({ name }) => {
    const inner = `${SHARD}/${name}`;
    if (isListed) folder.entries(inner);
    const file = folder.firstFile(inner, NAMES);
    const source = file === undefined ? undefined : folder.source(`${inner}/${file}`);
    const bytes = source?.content()?.bytes;
    return [name, file, bytes && Buffer.from(bytes).toString(), source?.state()?.signature];
  });
  return { files, problems: folder.problems.map(({ message }) => message) };
}

it('is the one that its folder lists, with links, cases and folders in the way', () => {
  expect(found(false)).toEqual(found(true));
  const files = Object.fromEntries(
    found(false).files.map(([name, file, text]) => [name, [file, text]]),
  );
  expect(files).toMatchObject({
    plain: ['package.nix', 'plain/package.nix'],
    second: ['default.nix', 'second/default.nix'],
    both: ['packages.nix', 'both/packages.nix'],
    none: [undefined, undefined],
    folder: ['default.nix', 'folder/default.nix'],
    link: ['package.nix', 'plain/package.nix'],
    broken: ['package.nix', undefined],
    'folder-link': ['package.nix', 'plain/package.nix'],
  });
});

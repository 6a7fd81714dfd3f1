import {
  chmodSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { fingerprintOf } from '../../src/base/fingerprint';
import { writeFiles } from './small-base';

describe('the fingerprint of a base', () => {
  const folder = temporaryFolder('fingerprint');
  const kept = join(temporaryFolder('fingerprint-kept'), 'files');
  const fresh = join(temporaryFolder('fingerprint-fresh'), 'files');

  /** The one that looks at what was kept, held to one that looks at everything. */
  const fingerprint = (): string => {
    const found = fingerprintOf(folder, kept);
    rmSync(fresh, { force: true });
    expect(found).toBe(fingerprintOf(folder, fresh));
    return found;
  };

  const FILES = { 'default.nix': '{ }', 'pkgs/a.nix': 'a', 'pkgs/b.nix': 'b' };
  const file = join(folder, 'pkgs/a.nix');

  beforeEach(() => writeFiles(folder, FILES));

  test.each([
    ['a file has other content', () => writeFileSync(file, 'other')],
    ['… of the same length', () => writeFileSync(file, 'x')],
    [
      '… and the time that it had',
      () => {
        const { atime, mtime } = statSync(file);
        writeFileSync(file, 'y');
        utimesSync(file, atime, mtime);
      },
    ],
    ['two files change places', () => swap('pkgs/a.nix', 'pkgs/b.nix')],
    ['a file can be executed', () => chmodSync(file, 0o755)],
    ['a file is there', () => writeFileSync(join(folder, 'new.nix'), '')],
    ['a folder is there', () => mkdirSync(join(folder, 'empty'))],
    ['a link is there', () => symlinkSync('a.nix', join(folder, 'pkgs/link'))],
    [
      'a link leads elsewhere',
      () => {
        rmSync(join(folder, 'pkgs/link'));
        symlinkSync('b.nix', join(folder, 'pkgs/link'));
      },
    ],
    ['a file is gone', () => rmSync(join(folder, 'pkgs/b.nix'))],
  ])('is another one when %s', (_, change) => {
    const before = fingerprint();
    change();
    expect(fingerprint()).not.toBe(before);
  });

  test('is the same for what git and nix-build leave there', () => {
    const before = fingerprint();
    writeFiles(folder, { '.git/HEAD': 'ref: refs/heads/main' });
    symlinkSync('/nix/store/x', join(folder, 'result'));
    symlinkSync('/nix/store/x', join(folder, 'result-dev'));
    expect(fingerprint()).toBe(before);
  });

  test('is the same in another place', () => {
    const [one, other] = [temporaryFolder('place'), temporaryFolder('place')];
    writeFiles(one, FILES);
    writeFiles(other, FILES);
    const keptOf = (name: string): string => join(temporaryFolder('place-kept'), name);
    expect(fingerprintOf(one, keptOf('a'))).toBe(fingerprintOf(other, keptOf('b')));
  });

  test('reads nothing anew that was not written to', () => {
    const still = temporaryFolder('still');
    writeFiles(still, FILES);
    const known = join(temporaryFolder('still-kept'), 'files');
    // NOTE: what was written in the tick of the clock in which it is read is not kept.
    const settled = (): boolean => {
      fingerprintOf(still, known);
      return readFileSync(known, 'utf8').split('\n').length === Object.keys(FILES).length + 2;
    };
    while (!settled());
    const before = statSync(known).ino;
    fingerprintOf(still, known);
    expect(statSync(known).ino).toBe(before);
  });

  test('is that of everything where what was kept is damaged', () => {
    const before = fingerprint();
    writeFileSync(kept, readFileSync(kept, 'utf8').slice(0, -20));
    expect(fingerprint()).toBe(before);
  });

  function swap(a: string, b: string): void {
    renameSync(join(folder, a), join(folder, 'aside'));
    renameSync(join(folder, b), join(folder, a));
    renameSync(join(folder, 'aside'), join(folder, b));
  }
});

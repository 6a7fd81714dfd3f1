import { chmodSync, lstatSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../../tools/testing/temporary-folder';
import { hashFolder, isExecutable } from '../src';

/** What counts is the owner's bit alone, here and in the hash that is the same as Nix's. */
test.each([
  [0o644, false],
  [0o611, false],
  [0o700, true],
  [0o755, true],
])('of mode %o: %s', (mode, expected) => {
  const file = join(temporaryFolder('is-executable'), 'file');
  writeFileSync(file, '');
  chmodSync(file, 0o600);
  const plain = hashFolder(file).narHash;
  chmodSync(file, mode);
  expect(isExecutable(lstatSync(file))).toBe(expected);
  expect(isExecutable(lstatSync(file, { bigint: true }))).toBe(expected);
  expect(hashFolder(file).narHash !== plain).toBe(expected);
});

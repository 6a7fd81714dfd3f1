import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { isNixSince } from '../../src/nix/nix-version';
import { askNix } from '../../src/nix/run-nix';

it.each([
  ['2.8.0', '2.19', false],
  ['2.19.0', '2.19', true],
  ['2.26.3', '2.19', true],
  ['3.0', '2.24', true],
  ['1.11.16', '2.19', false],
  ['2.34pre20260101_abcdef', '2.24', true],
  ['', '2.19', false],
])('%s is 2.19, 2.24 or later, or is not', (version, since, expected) => {
  expect(isNixSince(version, since)).toBe(expected);
});

it('asks a Nix that came to the place of another one for its own version', async () => {
  const bin = join(temporaryFolder('replaced-nix'), 'bin');
  mkdirSync(bin);
  const put = (version: string): void => {
    const program = join(bin, 'nix-instantiate');
    const answer = `[ "$1" != --version ] || exec echo 'nix-instantiate (Nix) ${version}'`;
    writeFileSync(program, `#!/bin/sh\n${answer}\necho "$*"\n`);
    chmodSync(program, 0o755);
  };
  const features = async (): Promise<string> => {
    const access = { kind: 'set', folders: [] } as const;
    const program = 'nix-instantiate';
    const { stdout } = await askNix({ nix: { bin, isOnPath: false }, program, access, args: [] });
    return /experimental-features (.*?) --option/.exec(stdout)![1]!;
  };
  put('2.8.0');
  expect(await features()).toBe('');
  put('2.34.8');
  expect(await features()).toBe('fetch-tree pipe-operators');
});

import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { findNix } from '../../src/nix/find-nix';
import { nixSystem } from '../../src/nix/nix-system';
import { linkName } from '../../src/build/result-links';

/** Which Nix is called, for which system, and what a link to a result is called. */

const root = temporaryFolder('find');

function folderWithNix(name: string): string {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  for (const program of ['nix-instantiate', 'nix-store']) {
    writeFileSync(join(folder, program), '#!/bin/sh\n');
    chmodSync(join(folder, program), 0o755);
  }
  return folder;
}

test('NX_NIX_BIN comes first, then PATH, then the option', () => {
  const [named, onPath, own] = ['named', 'path', 'own/bin'].map(folderWithNix);
  const PATH = `relative:/nowhere:${onPath}`;
  const find = (env: Record<string, string>, option?: string): unknown =>
    findNix(root, option, env);
  expect(find({ NX_NIX_BIN: named!, PATH }, 'own/bin')).toEqual({ bin: named, isOnPath: false });
  expect(find({ NX_NIX_BIN: 'named', PATH: '' })).toEqual({ bin: named, isOnPath: false });
  expect(find({ NX_NIX_BIN: onPath!, PATH })).toEqual({ bin: onPath, isOnPath: true });
  expect(find({ PATH }, 'own/bin')).toEqual({ bin: onPath, isOnPath: true });
  expect(find({ PATH: '' }, 'own/bin')).toEqual({ bin: own, isOnPath: false });
  expect(() => find({ PATH: '' }, 'not/there')).toThrow('no Nix on PATH or in not/there. Install');
  expect(() => find({ NX_NIX_BIN: '/nowhere', PATH })).toThrow('NX_NIX_BIN is /nowhere');
});

test.each([
  ['x64', 'linux', 'x86_64-linux'],
  ['arm64', 'linux', 'aarch64-linux'],
  ['arm64', 'darwin', 'aarch64-darwin'],
] as const)('%s and %s are %s', (arch, platform, system) => {
  expect(nixSystem(arch, platform)).toBe(system);
});

test.each([
  [['hello'], 'out', true, 'hello'],
  [['python3Packages', 'python-nix'], 'dev', false, 'python3Packages.python-nix^dev'],
  [['a.b'], 'out', true, 'a%2Eb'],
  [['a', '..', '../x/y'], 'out', true, 'a.%2E%2E.%2E%2E%2Fx%2Fy'],
] as const)('the link of %j, output %s, is %s', (path, output, isDefault, name) => {
  expect(linkName(path, output, isDefault)).toBe(name);
});

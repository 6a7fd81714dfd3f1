/** A folder outside of a repo is read by no evaluation that the registry does not grant it to. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeWithNix } from '../../../../tools/testing/find-nix';
import { temporaryFolder } from '../../../../tools/testing/temporary-folder';
import { accessTo } from '../../../../tools/testing/access-arguments';
import { readableFolders } from '../../src/base/readable-folders';
import { registryAccess } from '../../src/base/registry-access';

describeWithNix('paths that layers name', ({ bin, env }) => {
  const folder = temporaryFolder('ungranted');
  const outside = join(temporaryFolder('outside'), 'secret');

  function write(file: string, text: string): void {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }

  beforeAll(() => {
    mkdirSync(outside);
    writeFileSync(join(outside, 'default.nix'), '"secret"');
    write('repos/house/nix-repo.json', '{ "kind": "overlay" }');
    write('repos/house/channels/plain.json', JSON.stringify({ url: outside }));
    write('repos/house/channels/linked.json', '{ "url": "./link" }');
    write('repos/house/channels/inner.json', '{ "url": "./inner" }');
    write('repos/house/inner/default.nix', '"inner"');
    symlinkSync(outside, join(folder, 'repos/house/link'));
  });

  /** What Nix reads of a path, as a build evaluates the registry; undefined where it refuses. */
  function read(granted: object, path: string): string | undefined {
    write('repos/registry/nix-repo.json', JSON.stringify({ kind: 'registry', ...granted }));
    const options = accessTo(bin, {
      kind: 'set',
      folders: readableFolders(join(folder, 'repos/registry')),
    });
    try {
      const args = ['--eval', '--json', ...options, '--expr', `import ${path}`];
      const stdio = ['ignore', 'pipe', 'ignore'] as const;
      const text = execFileSync(join(bin, 'nix-instantiate'), args, {
        env: { ...process.env, ...env },
        encoding: 'utf8',
        stdio: [...stdio],
      });
      return JSON.parse(text) as string;
    } catch {
      return undefined;
    }
  }

  const link = join(folder, 'repos/house/link');
  const inner = join(folder, 'repos/house/inner');

  test('are read where the registry grants them, and not before', () => {
    const overlays = ['house'];
    expect(read({}, outside)).toBeUndefined();
    expect(read({ overlays }, outside)).toBeUndefined();
    expect(read({ overlays, grants: { house: { inputs: ['/other'] } } }, outside)).toBeUndefined();
    expect(read({ grants: { house: { inputs: [outside] } } }, outside)).toBeUndefined();
    expect(read({ overlays, grants: { house: { inputs: [outside] } } }, outside)).toBe('secret');
    expect(read({ overlays }, inner)).toBe('inner');
  });

  test('open nothing by a lock of a repo, whatever its nodes say', () => {
    const node = { type: 'path', path: outside, url: 'https://a.example/' };
    const lock = { nodes: { root: { inputs: { a: 'a' } }, a: { locked: node } }, root: 'root' };
    write('repos/house/inner/flake.lock', JSON.stringify(lock));
    write('repos/registry/nix-repo.json', '{ "kind": "registry", "overlays": ["house"] }');
    const { folders, sources } = registryAccess(folder, 'repos/registry');
    expect({ folders, sources }).toEqual({ folders: [], sources: [] });
  });

  test('open nothing by a link', () => {
    expect(read({ overlays: ['house'] }, link)).toBeUndefined();
    expect(read({ overlays: ['house'] }, outside)).toBeUndefined();
  });
});

/** Worry: after a move, what was compiled before is still found, and changes the plugin's hash. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { temporaryFolder } from '../testing/temporary-folder';

describe('a build', () => {
  it('removes what no source makes any more, and nothing else', async () => {
    const { removeOrphans } = await import('./build-package.mjs');
    const folder = temporaryFolder('orphans');
    const kept = ['index.js', 'index.d.ts', 'nix/run.js', 'sync/schema.json', 'grammar.wasm'];
    const gone = ['old.js', 'old.d.ts', 'deep/er/old.js', 'nix/old.d.ts', 'lock/schema.json'];
    const state = ['.tsbuildinfo', 'grammar.wasm.stamp'];
    const sources = ['src/index.ts', 'src/nix/run.ts', 'src/sync/schema.json'];
    for (const file of [
      ...sources,
      ...[...kept, ...gone, ...state].map((name) => `dist/${name}`),
    ]) {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), '');
    }
    removeOrphans(join(folder, 'src'), join(folder, 'dist'));
    const left = readdirSync(join(folder, 'dist'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 6));
    expect(left.sort()).toEqual([...kept, ...state].sort());
    for (const name of ['deep', 'lock']) expect(existsSync(join(folder, 'dist', name))).toBe(false);
  });
});

import { cpSync, mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const project = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Makes a workspace in a temporary folder. Its registry has the tree as its base; plugin, registry
 * and lib are the project's own; there are no repos yet.
 *
 * @param {string} tree
 * @param {readonly string[]} systems
 * @returns {string} its folder
 */
export function proofWorkspace(tree, systems) {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'prove-split-')));
  const plugins = ['nx-nix'];
  const sync = { globalGenerators: ['nx-nix:sync-registry'] };
  writeJson(join(root, 'nx.json'), {
    ...{ plugins, sync, analytics: false, neverConnectToCloud: true, defaultBase: 'main' },
  });
  writeJson(join(root, 'package.json'), { name: 'workspace', private: true });
  writeFileSync(join(root, '.gitignore'), 'node_modules\ndist\n.nx\n');
  symlinkSync(join(project, 'node_modules'), join(root, 'node_modules'), 'dir');
  cpSync(join(project, 'repos/lib'), join(root, 'repos/lib'), { recursive: true });
  mkdirSync(join(root, 'repos/registry'));
  for (const file of ['default.nix', 'registry.nix', 'outputs.nix']) {
    cpSync(join(project, 'repos/registry', file), join(root, 'repos/registry', file));
  }
  writeJson(join(root, 'repos/registry/nix-repo.json'), {
    ...{ kind: 'registry', description: 'What was moved, on what was there', systems, base: tree },
  });
  return root;
}

/** @param {string} file @param {unknown} value */
function writeJson(file, value) {
  writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`);
}

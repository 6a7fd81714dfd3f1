import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { emitRegistry, NotEmitted } from '../asked-nix/emit-registry.mjs';
import { folderInRepo } from '../split-tree/repo-files.mjs';

/** @typedef {{ readonly pkg: import('../split-tree/package-folders.mjs').PackageFolder, readonly repo: string }} Moved */

/** The folder of a moved package, from the workspace's folder. @param {Moved} moved */
export function folderOf({ pkg, repo }) {
  return `repos/${repo}/${folderInRepo(pkg)}`;
}

/**
 * Emits the registry. Packages that need names which the tree lacks too are removed first.
 *
 * @param {import('../asked-nix/asked-nix.mjs').AskedNix} nix
 * @param {string} workspace
 * @param {readonly Moved[]} moved
 * @returns {{ emitted: readonly Moved[], refused: readonly { name: string, why: string }[] }}
 */
export function emitWhatIsWhole(nix, workspace, moved) {
  try {
    emitRegistry(nix, workspace);
    return { emitted: moved, refused: [] };
  } catch (error) {
    if (!(error instanceof NotEmitted)) throw error;
    const { problems } = error;
    const wrong = moved.flatMap((one) => {
      const found = problems.find(({ file }) => file.startsWith(`${folderOf(one)}/`));
      return found ? [{ one, why: found.why }] : [];
    });
    // Removing packages does not help against problems elsewhere.
    if (wrong.length === 0) throw error;
    for (const { one } of wrong) rmSync(join(workspace, folderOf(one)), { recursive: true });
    const rest = moved.filter((one) => !wrong.some((other) => other.one === one));
    const { emitted, refused } = emitWhatIsWhole(nix, workspace, rest);
    return {
      emitted,
      refused: [...wrong.map(({ one, why }) => ({ name: one.pkg.name, why })), ...refused],
    };
  }
}

import { resolve } from 'node:path';
import { AskedNix, NoNix } from '../asked-nix/asked-nix.mjs';
import { edgesOfRandomSets, edgesOfTree, isLikeNixpkgs } from './edge-law.mjs';
import { randomTrees } from './tree-law.mjs';

/**
 * The laws that ask Nix; without one there are none.
 *
 * @param {import('./resolving.mjs').Resolver} resolver
 * @param {string} folder for what is written on the way
 * @param {string | undefined} tree packages are drawn from it if it is like nixpkgs
 * @returns {{ laws: readonly import('./laws.mjs').Law<any>[], skipped: readonly string[], end: () => void }}
 *   what is skipped, as lines for people; `end` removes what Nix wrote
 */
export function lawsWithNix(resolver, folder, tree) {
  try {
    const nix = new AskedNix();
    const edges =
      tree !== undefined && isLikeNixpkgs(tree)
        ? edgesOfTree(nix.bin, resolve(tree))
        : edgesOfRandomSets(nix.bin);
    return {
      laws: [randomTrees(resolver, nix, folder), edges],
      skipped: [],
      end: () => nix.end(),
    };
  } catch (error) {
    if (!(error instanceof NoNix)) throw error;
    const skipped = ['trees', 'edges'].map(
      (law) => `${law}: skipped, because no Nix was found (${error.message})`,
    );
    return { laws: [], skipped, end: () => {} };
  }
}

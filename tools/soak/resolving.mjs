import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** @typedef {typeof import('@nx-nix/resolver')} Resolver */

/**
 * Returns a function that reads and wires one repo's files, as `resolve` and `emit-registry` do,
 * and gives its packages and problems.
 *
 * @param {Resolver} resolver
 * @param {import('@nx-nix/lambdas').NixParser} parser
 * @param {string} workspace a folder that the files are written into, again and again
 * @returns {(files: ReadonlyMap<string, Uint8Array>) => readonly unknown[]}
 */
export function resolving(resolver, parser, workspace) {
  const { baseOfFacts, locatePackages, pkgsNix, ReadingCache, resolutionOf, wireResolutions } =
    resolver;
  const repo = /** @type {const} */ ({ name: 'repo', root: 'repo', kind: 'sig', config: {} });
  return (files) => {
    for (const [file, bytes] of files) {
      const path = join(workspace, repo.root, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
    }
    const cache = new ReadingCache(undefined, 'soak');
    const located = locatePackages(workspace, repo, parser, cache);
    const { resolution, positions } = resolutionOf(located);
    const { wiring } = wireResolutions({
      workspaceRoot: workspace,
      registry: undefined,
      resolutions: [resolution],
      positionsOf: () => positions,
      base: baseOfFacts(undefined, []),
    });
    return [...located.packages, ...located.problems, ...wiring.problems, pkgsNix(wiring)];
  };
}

import { readBody, type NixParser } from '@nx-nix/lambdas';
import type { Place } from '../problems/problem';
import { everythingIn, RepoTree } from './repo-tree';

/** The name of the clock; a file without it is not parsed. */
const WORD = Buffer.from('currentTime');

/**
 * Where files of repos read the time of their evaluation, as far as it is written. Everything that
 * is made of such a repo may be another thing at each evaluation.
 * @param roots the repos' folders, from the workspace root
 */
export function clockOfRepos(
  workspaceRoot: string,
  roots: readonly string[],
  parser: NixParser,
): readonly Place[] {
  return roots.flatMap((root) => {
    const tree = new RepoTree(workspaceRoot, root);
    return [...everythingIn(tree.entries)].flatMap(({ path }): readonly Place[] => {
      const bytes = path.endsWith('.nix') ? tree.read(path) : undefined;
      if (!bytes || !Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes(WORD)) {
        return [];
      }
      const { clock = [] } = readBody(parser, bytes);
      return clock.map(({ position }) => ({ file: `${root}/${path}`, position }));
    });
  });
}

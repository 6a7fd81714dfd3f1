import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { revisionCommits } from '../../git/revision';
import { withRevisionTree } from '../../git/revision-tree';
import { UserError } from '../../boundary/user-error';
import { baseFolder, referencedFolders } from '../../base/readable-folders';
import type { Side } from '../evaluation/side';
import type { SideSettings } from './side-settings';
import { pathSide } from './path-side';

/**
 * Calls `use` with the registry of a revision of git. Its files are in a temporary folder that
 * exists only while `use` runs.
 * @throws UserError when git has no such revision, or the revision has no registry
 * @returns what `use` returns
 */
export async function withRevision<T>(
  place: SideSettings,
  against: string,
  use: (there: Side) => Promise<T>,
): Promise<T> {
  const { workspaceRoot, reposFolder, registry } = place;
  const revision = await revisionCommits(workspaceRoot, reposFolder, against);
  const own = revision.repos[registry];
  if (!own || own.kind === 'unknown') {
    const why = own?.kind === 'unknown' ? own.why : `${registry} is no repo`;
    throw new UserError(
      `--against=${against} is neither a path with a default.nix nor an installable, and as a revision it cannot be found: ${why}`,
    );
  }
  return withRevisionTree(workspaceRoot, reposFolder, revision, async (root) => {
    const folder = join(root, registry);
    if (!existsSync(join(folder, 'default.nix'))) {
      throw new UserError(
        `${against} has no ${registry}/default.nix, so there was no registry then`,
      );
    }
    const notes = Object.values(revision.repos).flatMap((other) =>
      other.kind === 'unknown' ? [`${other.why}; it is taken as it is now`] : [],
    );
    const unknown = Object.keys(revision.repos).filter(
      (one) => revision.repos[one]!.kind === 'unknown',
    );
    const linked = linkFurther(place, root);
    const side = pathSide(place, against, folder, {
      notes: [...notes, ...linked],
      // These repos are links to the working tree.
      readable: unknown.map((one) => join(workspaceRoot, one)),
      ...(notes.length > 0 ? {} : { identity: revision }),
    });
    return use(side);
  });
}

/**
 * The registry may take its base, channels and flakes from folders that are not part of the
 * revision. They are linked to their present state.
 * @returns a note for the user about each
 */
function linkFurther({ workspaceRoot, registry }: SideSettings, root: string): readonly string[] {
  const folder = join(root, registry);
  const base = baseFolder(folder);
  return referencedFolders(folder).flatMap((wanted) => {
    if (existsSync(wanted)) return [];
    const way = relative(root, wanted);
    const now = resolve(workspaceRoot, way);
    if (!existsSync(now)) return [];
    // Nothing may be created above the temporary folder.
    if (isAbsolute(way) || way.startsWith('..')) {
      const takes = wanted === base ? 'stands on' : 'has layers that take from';
      throw new UserError(
        `the registry of that revision ${takes} ${now}, outside of the workspace by a relative path: check the revision out beside it, and give that folder's path`,
      );
    }
    mkdirSync(dirname(wanted), { recursive: true });
    symlinkSync(now, wanted, 'dir');
    return [
      wanted === base
        ? `the base, ${basename(now)}, is taken as it is now`
        : `${basename(now)} is taken as it is now`,
    ];
  });
}

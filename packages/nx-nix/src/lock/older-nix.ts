import { eachFollow, leadsThroughFollow } from './follows';
import { isFollowing, type Inputs, type LockNode } from './lock-file';

// Why: docs/decisions/locks-and-flakes.md#what-is-inside-of-an-external-flake-the-newest-nix-decides
/**
 * What in a lock older versions of Nix do not take: notes for the user. It comes from locks of
 * external flakes, which one cannot change from here.
 */
export function notesOnOlderNix(root: Inputs): readonly string[] {
  const notes: string[] = [];
  const visit = (inputs: Inputs, path: readonly string[], seen: ReadonlySet<LockNode>): void => {
    for (const [name, input] of inputs) {
      if (isFollowing(input) || seen.has(input)) continue;
      const here = [...path, name];
      const why = rejection(input);
      if (why !== undefined) notes.push(`\`${here.join('/')}\` is ${why}`);
      visit(input.inputs, here, new Set([...seen, input]));
    }
  };
  visit(root, [], new Set());
  eachFollow(root, (_node, path, to) => {
    if (leadsThroughFollow(root, to)) {
      const said = `\`${path.join('/')}\` follows \`${to.join('/')}\`, which leads through an input that follows another`;
      notes.push(`${said}: Nix 2.8 does not take that`);
    }
  });
  return notes;
}

function rejection({ locked, parent }: LockNode): string | undefined {
  if (parent) return 'a folder of its flake, by a relative path: Nix 2.8 does not take that';
  const { type } = locked;
  if (type === 'tarball' && TARBALL_OF_LATER.some((name) => name in locked)) {
    return 'an archive as later versions of Nix lock it: Nix 2.8 does not take that';
  }
  if (type === 'git' && 'lfs' in locked) {
    return 'a repository with git-lfs: Nix 2.8 and 2.26 do not take that';
  }
  if (type === 'git' && 'exportIgnore' in locked) {
    return 'a repository without its `export-ignore` files: Nix 2.8 does not take that';
  }
  return undefined;
}

const TARBALL_OF_LATER = ['lastModified', 'rev', 'revCount'];

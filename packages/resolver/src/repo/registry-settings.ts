import { posix } from 'node:path';
import type { RepoConfig, RepoSettings } from './repo-config';
import { repoAt, repoFoldersIn, type FoundRepo } from './repo-at';

/**
 * Reads a repo as `repoAt` does, with what the registry beside it says of it: layout, `exclude` and
 * `attributes` of the registry go before the repo's own. This is for repos that one cannot change.
 * Where several say that they are the registry, a repo may have said so for itself, and none is obeyed.
 * @param root the repo's folder, from the workspace root, with `/`
 */
export function repoInWorkspace(workspaceRoot: string, root: string): FoundRepo {
  const found = repoAt(workspaceRoot, root);
  const { repo } = found;
  if (repo.kind === 'registry' || repo.kind === 'lib') return found;
  const [registry, second] = repoFoldersIn(workspaceRoot, posix.dirname(root))
    .filter((other) => other !== root)
    .map((other) => repoAt(workspaceRoot, other).repo)
    .filter(({ kind }) => kind === 'registry');
  const said = registry?.repoSettings;
  if (!registry || second || !said || !Object.hasOwn(said, repo.name)) return found;
  const { settings, ...positions } = said[repo.name]!;
  const settingsFile = `${registry.root}/nix-repo.json`;
  const config = { ...repo.config, ...settings };
  return { ...found, repo: { ...repo, ...positions, config, settingsFile } };
}

/** Of a repo's configuration, what a registry can set. */
export function repoSettings({ layout, exclude, attributes }: RepoConfig): RepoSettings {
  return {
    ...(layout && { layout }),
    ...(exclude && { exclude }),
    ...(attributes && { attributes }),
  };
}

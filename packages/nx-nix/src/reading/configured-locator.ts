import type { ProjectConfiguration } from '@nx/devkit';
import type { RepoReading } from '@nx-nix/resolver';
import { repoFoldersOfProjects } from '../workspace/repos';
import type { NixReader } from '../nix-reading/read-by-nix';
import type { PluginOptions } from '../workspace/plugin-options';
import { readRepoCached } from './cached-reading';
import { readRepoWithNixLocator, findNixReader } from './repo-by-nix';

/**
 * Returns the function that reads a repo as its configuration says: from its text, or by Nix if its
 * `resolve` has the option `"locator": "nix"`. The graph does not use it, as it never runs Nix.
 */
export function readerOf(
  workspaceRoot: string,
  projects: Readonly<Record<string, ProjectConfiguration>>,
  plugin: PluginOptions,
): (root: string) => Promise<RepoReading> {
  const roots = repoFoldersOfProjects(projects);
  let nixReader: Promise<NixReader> | undefined;
  return async (root) => {
    const project = Object.values(projects).find((candidate) => candidate.root === root);
    if (project?.targets?.['resolve']?.options?.locator !== 'nix') {
      return readRepoCached(workspaceRoot, root);
    }
    nixReader ??= findNixReader(workspaceRoot, roots, plugin);
    return readRepoWithNixLocator(await nixReader, root);
  };
}

import { isPublishedHere, type RegistryFrame, type Repo } from '@nx-nix/resolver';
import { UserError } from '../boundary/user-error';

/**
 * What the registry's files are generated from, beside the packages.
 * @throws UserError when the workspace has no lib
 */
export function registryFrame(
  registry: Repo,
  lib: Pick<Repo, 'root' | 'config'> | undefined,
): RegistryFrame {
  if (!lib) {
    throw new UserError(
      'the workspace has no lib: add a repo with `"kind": "lib"`, which the generated registry stands on',
    );
  }
  return {
    root: registry.root,
    description: registry.config.description ?? 'A package set wired from many repositories',
    lib: { root: lib.root, ...(lib.config.url ? { url: lib.config.url } : {}) },
    ...(registry.config.base === undefined ? {} : { base: registry.config.base }),
    ...(isPublishedHere(registry.config) ? { isPublishedHere: true } : {}),
  };
}

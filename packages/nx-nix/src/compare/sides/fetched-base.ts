import { repoAt, writtenFacts } from '@nx-nix/resolver';
import { basePlace, isPathBase } from '../../base/found-base';
import type { Nix } from '../../nix/find-nix';
import { UserError } from '../../boundary/user-error';

/** A base that is a flake reference, fetched as it is locked. */
export interface FetchedBase {
  /** The reference, as the registry names it. */
  readonly reference: string;
  /** Its folder in the store. */
  readonly folder: string;
}

/**
 * Fetches the base of a registry that names it by a flake reference; undefined for any other
 * registry.
 * @throws UserError when it cannot be fetched
 */
export async function fetchedBase(
  nix: Nix,
  workspaceRoot: string,
  registry: string,
): Promise<FetchedBase | undefined> {
  const { repo } = repoAt(workspaceRoot, registry);
  const reference = repo.config.base;
  if (reference === undefined || isPathBase(reference)) return undefined;
  const known = writtenFacts(workspaceRoot, repo);
  const place = await basePlace(workspaceRoot, repo, known, () => nix);
  const found = 'problem' in place ? place : await place.folder();
  if ('problem' in found) throw new UserError(found.problem.message);
  return { reference, folder: found.folder };
}

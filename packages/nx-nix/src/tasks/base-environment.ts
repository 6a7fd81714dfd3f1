import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { type BaseFacts, type Repo, writtenFacts } from '@nx-nix/resolver';
import { folderOfPathBase, isPathBase, lockedOf, pathFingerprint } from '../base/found-base';
import { externalPaths } from '../base/external-paths';
import { UserError } from '../boundary/user-error';

/**
 * The environment variable with the fingerprint of the registry's base; an input of `emit-registry`
 * and `nix-build`. It is needed because the base may lie where Nx sees nothing.
 */
export const BASE_FINGERPRINT_VARIABLE = 'NX_NIX_BASE';

/**
 * The environment variable with the fingerprints of the folders that layers name by path and read
 * at evaluation; an input of `nix-build`.
 */
export const EXTERNAL_FINGERPRINT_VARIABLE = 'NX_NIX_EXTERNAL';

/**
 * The value of EXTERNAL_FINGERPRINT_VARIABLE for a run that begins; empty if there are no such
 * folders.
 */
export function externalEnvironment(
  workspaceRoot: string,
  registry: Repo | undefined,
): Readonly<Record<string, string>> {
  const paths = registry ? externalPaths(join(workspaceRoot, registry.root)) : [];
  const prints = paths.map((path) => {
    try {
      return pathFingerprint(path);
    } catch (error) {
      return `none ${(error as NodeJS.ErrnoException).code}`;
    }
  });
  return { [EXTERNAL_FINGERPRINT_VARIABLE]: prints.join(' ') };
}

/**
 * The value of BASE_FINGERPRINT_VARIABLE for a run that begins; empty for a registry without a
 * base.
 */
export function baseEnvironment(
  workspaceRoot: string,
  registry: Repo | undefined,
): Readonly<Record<string, string>> {
  const base = registry?.config.base;
  if (!registry || base === undefined) return { [BASE_FINGERPRINT_VARIABLE]: '' };
  if (!isPathBase(base)) {
    const locked = lockedOf(writtenFacts(workspaceRoot, registry), base);
    // Not locked yet, so the base is unknown: a random value prevents a hit.
    return { [BASE_FINGERPRINT_VARIABLE]: String(locked?.['narHash'] ?? randomUUID()) };
  }
  try {
    const fingerprint = pathFingerprint(folderOfPathBase(workspaceRoot, registry));
    return { [BASE_FINGERPRINT_VARIABLE]: fingerprint };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { [BASE_FINGERPRINT_VARIABLE]: `none ${code}` };
  }
}

/**
 * Requires that the base is still the one that the task was hashed with.
 * @throws UserError when the base was changed in between
 */
export function requireUnchangedBase(facts: BaseFacts | undefined): void {
  const announced = process.env[BASE_FINGERPRINT_VARIABLE];
  if (!facts || !announced?.startsWith('sha256-') || announced === facts.fingerprint) return;
  throw new UserError('the base was changed while this ran: run it again');
}

import {
  baseOfFacts,
  writtenBase,
  writtenFacts,
  type BaseFacts,
  type KnownBase,
  type Repo,
  type Resolution,
} from '@nx-nix/resolver';
import { completeBaseFacts, type Completing } from './complete-base-facts';

/**
 * The Nix that may be asked about a base, and whether the written facts are trusted without a look
 * at the base.
 */
export interface AskingNix extends Pick<Completing, 'nix' | 'isTrusted'> {
  /** Facts to use in place of the file `base.json`; undefined: the file is read. */
  readonly written?: { readonly facts: BaseFacts | undefined } | undefined;
}

/** Uses the written facts only: for callers that have no time to look at the base. */
export const AS_WRITTEN: AskingNix = { nix: undefined, isTrusted: true };

/**
 * The base of a registry, or the written list of names if `nix-repo.json` names no base.
 * @throws what `completeBaseFacts` throws
 */
export async function baseOfRegistry(
  workspaceRoot: string,
  registry: Repo | undefined,
  resolutions: readonly Resolution[],
  { nix, isTrusted, written }: AskingNix,
): Promise<KnownBase> {
  if (registry?.config.base === undefined) return writtenBase(workspaceRoot, registry);
  const known = written ? written.facts : writtenFacts(workspaceRoot, registry);
  const { facts, problems } = await completeBaseFacts({
    workspaceRoot,
    registry,
    resolutions,
    known,
    nix,
    ...(isTrusted && { isTrusted }),
  });
  return baseOfFacts(facts, problems);
}

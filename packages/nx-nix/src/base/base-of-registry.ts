import {
  baseOfFacts,
  writtenBase,
  writtenFacts,
  type BaseFacts,
  type KnownBase,
  type Repo,
  type Resolution,
} from '@nx-nix/resolver';
import { completeBaseFacts, type CompletionSettings } from './complete-base-facts';

/**
 * The Nix that may be asked about a base, and whether the written facts are trusted without a look
 * at the base.
 */
export interface BaseAccess extends Pick<CompletionSettings, 'nix' | 'isTrusted'> {
  /** Facts to use in place of the file `base.json`; undefined: the file is read. */
  readonly written?: { readonly facts: BaseFacts | undefined } | undefined;
}

/** Uses the written facts only: for callers that have no time to look at the base. */
export const WRITTEN_FACTS_ONLY: BaseAccess = { nix: undefined, isTrusted: true };

/**
 * The base of a registry, or the written list of names if `nix-repo.json` names no base.
 * @throws what `completeBaseFacts` throws
 */
export async function baseOfRegistry(
  workspaceRoot: string,
  registry: Repo | undefined,
  resolutions: readonly Resolution[],
  { nix, isTrusted, written }: BaseAccess,
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

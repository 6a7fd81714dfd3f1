import {
  baseOfFacts,
  StaleBase,
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
export interface BaseAccess extends Pick<CompletionSettings, 'nix' | 'isTrusted' | 'isOfHeads'> {
  /**
   * True: other problems have to be mended first, so Nix is not asked now. Facts that still hold are
   * used.
   */
  readonly isSpared?: boolean;
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
  { nix, isTrusted, isOfHeads, isSpared, written }: BaseAccess,
): Promise<KnownBase> {
  if (registry?.config.base === undefined) return writtenBase(workspaceRoot, registry);
  const known = written ? written.facts : writtenFacts(workspaceRoot, registry);
  const { facts, problems } = await completeBaseFacts({
    workspaceRoot,
    registry,
    resolutions,
    known,
    nix: isSpared ? undefined : nix,
    ...(isTrusted && { isTrusted }),
    ...(isOfHeads && { isOfHeads }),
  });
  if (isSpared && nix && problems.some((problem) => problem instanceof StaleBase)) {
    // To be told that Nix has to be asked would be no help: it will be, after the other problems.
    return { ...baseOfFacts(undefined, []), isUnasked: true };
  }
  return baseOfFacts(facts, problems);
}

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

/** Whether Nix is asked about a base, and whether anybody looks if it is still the same. */
export interface AskingNix extends Pick<Completing, 'nix' | 'isTrusted'> {
  /** What is taken for written, where that is not to be looked for on the disk. */
  readonly written?: { readonly facts: BaseFacts | undefined } | undefined;
}

/** As it was written down: for whoever must not take the time to look at the base. */
export const AS_WRITTEN: AskingNix = { nix: undefined, isTrusted: true };

/** The base of a registry, or the list of names that stands for one. */
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

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  BASE_FILE,
  BaseNames,
  readBaseJson,
  readBaseNames,
  type BaseFacts,
  type Problem,
  type Repo,
  type Resolution,
} from '@nx-nix/resolver';
import { completeBaseFacts, type Completing } from './complete-base-facts';

/** What the registry stands on, as far as it is known. */
export interface BaseOfRegistry {
  readonly names: BaseNames;
  /** Where it names a base. */
  readonly facts?: BaseFacts;
  readonly problems: readonly Problem[];
}

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
): Promise<BaseOfRegistry> {
  if (registry?.config.base === undefined) {
    const { base, problems } = readBaseNames(workspaceRoot, registry);
    return { names: base, problems };
  }
  const known = written ? written.facts : writtenFacts(workspaceRoot, registry);
  const { facts, problems } = await completeBaseFacts({
    workspaceRoot,
    registry,
    resolutions,
    known,
    nix,
    ...(isTrusted && { isTrusted }),
  });
  return {
    names: facts ? BaseNames.ofFacts(facts) : new BaseNames(),
    ...(facts && { facts }),
    problems,
  };
}

/** What is written of a registry's base. */
export function writtenFacts(workspaceRoot: string, { root }: Repo): BaseFacts | undefined {
  try {
    return readBaseJson(readFileSync(join(workspaceRoot, root, BASE_FILE), 'utf8'));
  } catch {
    return undefined;
  }
}

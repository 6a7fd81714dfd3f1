import { join } from 'node:path';
import { readTextOrUndefined } from '@nx-nix/files';
import type { BaseFacts } from '../base/base-facts';
import { BASE_FILE, readBaseJson } from '../base/base-json';
import { BaseNames } from '../base/base-names';
import type { Problem } from '../problems/problem';
import type { Repo } from '../repo/repo';
import { readBaseNames } from '../resolve/base-names-file';

/** What the registry stands on, as far as it is known. */
export interface KnownBase {
  readonly names: BaseNames;
  /** Where it names a base. */
  readonly facts?: BaseFacts;
  readonly problems: readonly Problem[];
}

/**
 * The base of a registry as it was written down: by Nix in `base.json`, or by a person in a list of
 * names. Whether the base is still the same is not looked at.
 */
export function writtenBase(workspaceRoot: string, registry: Repo | undefined): KnownBase {
  if (registry?.config.base === undefined) {
    const { base, problems } = readBaseNames(workspaceRoot, registry);
    return { names: base, problems };
  }
  return baseOfFacts(writtenFacts(workspaceRoot, registry), []);
}

/** A base by what Nix said of it, if anything. */
export function baseOfFacts(facts: BaseFacts | undefined, problems: readonly Problem[]): KnownBase {
  return {
    names: facts ? BaseNames.ofFacts(facts) : new BaseNames(),
    ...(facts && { facts }),
    problems,
  };
}

/** What `base.json` holds of a registry's base; undefined where it is not there or damaged. */
export function writtenFacts(workspaceRoot: string, { root }: Repo): BaseFacts | undefined {
  const text = readTextOrUndefined(join(workspaceRoot, root, BASE_FILE));
  return text === undefined ? undefined : readBaseJson(text);
}

import { join } from 'node:path';
import { readTextInsideOrUndefined } from '@nx-nix/files';
import type { BaseFacts } from '../base/base-facts';
import { BASE_FILE, readBaseJson } from '../base/base-json';
import { BaseNames } from '../base/base-names';
import type { Problem } from '../problems/problem';
import type { Repo } from '../repo/repo';
import { readBaseNames } from '../resolve/base-names-file';

/** What is known about the base of a registry. */
export interface KnownBase {
  readonly names: BaseNames;
  /** Present if the registry has a base and `base.json` could be read. */
  readonly facts?: BaseFacts;
  readonly problems: readonly Problem[];
  /** True: the base was not asked, as other problems have to be mended first. */
  readonly isUnasked?: true;
}

/**
 * Reads the base of a registry from its files: from the facts in `base.json`, or from a
 * hand-written list of names. Does not check whether the base has changed since then.
 */
export function writtenBase(workspaceRoot: string, registry: Repo | undefined): KnownBase {
  if (registry?.config.base === undefined) {
    const { base, problems } = readBaseNames(workspaceRoot, registry);
    return { names: base, problems };
  }
  return baseOfFacts(writtenFacts(workspaceRoot, registry), []);
}

/** A base with its facts; without facts, it has no names. */
export function baseOfFacts(facts: BaseFacts | undefined, problems: readonly Problem[]): KnownBase {
  return {
    names: facts ? BaseNames.ofFacts(facts) : new BaseNames(),
    ...(facts && { facts }),
    problems,
  };
}

/** The facts in a registry's `base.json`; undefined if it is missing or damaged. */
export function writtenFacts(workspaceRoot: string, { root }: Repo): BaseFacts | undefined {
  const text = readTextInsideOrUndefined(join(workspaceRoot, root), BASE_FILE);
  return text === undefined ? undefined : readBaseJson(text);
}

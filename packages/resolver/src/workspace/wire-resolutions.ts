import { join } from 'node:path';
import { readTextInsideOrUndefined } from '@nx-nix/files';
import { baseProblems } from '../base-questions/base-problems';
import { Places } from '../locate/places';
import type { Positions, Resolution } from '../locate/resolution';
import { sortProblems, type Problem } from '../problems/problem';
import type { Repo } from '../repo/repo';
import { registryConfig } from '../resolve/registry-config';
import type { Wiring } from '../wire/wired';
import { problemsOfAnyBase } from '../wire/problems-of-any-base';
import { wire } from '../wire/wiring';
import type { KnownBase } from './known-base';
import { hasPackages } from './read-repo';

/** The input of `wireResolutions`. */
export interface WiringInput {
  readonly workspaceRoot: string;
  readonly registry: Repo | undefined;
  readonly resolutions: readonly Resolution[];
  /** The positions of a repo; called only if a problem is reported. */
  readonly positionsOf: (repo: string) => Positions | undefined;
  readonly base: KnownBase;
}

/**
 * Wires the repos to each other and to the base.
 * @returns the wiring, and the problems of the base and between the base and the repos. If nothing
 *   is known of a base, the wiring has only the problems that no base could mend: most of the others
 *   would be names that the base has.
 */
export function wireResolutions({ workspaceRoot, registry, base, ...to }: WiringInput): {
  readonly wiring: Wiring;
  readonly problems: readonly Problem[];
} {
  const { names, facts, problems } = base;
  const resolutions = to.resolutions.filter(hasPackages);
  const places = placesOf({ workspaceRoot, registry, ...to });
  const config = registryConfig(registry?.config, names);
  const wiring = wire(resolutions, config, places);
  if (registry?.config.base === undefined) return { wiring, problems };
  if (!facts) {
    const certain = sortProblems(problemsOfAnyBase(resolutions, config, places));
    return { wiring: { ...wiring, problems: certain }, problems };
  }
  const between = baseProblems(facts, resolutions, wiring, places);
  return { wiring, problems: [...problems, ...between] };
}

/** The problems between repos for which the base need not be asked; none where there is no base. */
export function problemsBeforeBase({
  workspaceRoot,
  registry,
  ...to
}: Omit<WiringInput, 'base'>): readonly Problem[] {
  if (registry?.config.base === undefined) return [];
  return problemsOfAnyBase(
    to.resolutions.filter(hasPackages),
    registryConfig(registry.config),
    placesOf({ workspaceRoot, registry, ...to }),
  );
}

function placesOf({
  workspaceRoot,
  registry,
  positionsOf,
}: Pick<WiringInput, 'workspaceRoot' | 'registry' | 'positionsOf'>): Places {
  return new Places(
    positionsOf,
    () => registry && readTextInsideOrUndefined(join(workspaceRoot, registry.root), 'pkgs.json'),
  );
}

import { join } from 'node:path';
import { readTextOrUndefined } from '@nx-nix/files';
import { baseProblems } from '../base-questions/base-problems';
import { Places } from '../locate/places';
import type { Positions, Resolution } from '../locate/resolution';
import type { Problem } from '../problems/problem';
import type { Repo } from '../repo/repo';
import { registryConfig } from '../resolve/registry-config';
import type { Wiring } from '../wire/wired';
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
 *   is known of a base, the wiring has no problems: most of them would be names that the base has.
 */
export function wireResolutions({ workspaceRoot, registry, base, ...to }: WiringInput): {
  readonly wiring: Wiring;
  readonly problems: readonly Problem[];
} {
  const { names, facts, problems } = base;
  const resolutions = to.resolutions.filter(hasPackages);
  const places = new Places(
    to.positionsOf,
    () => registry && readTextOrUndefined(join(workspaceRoot, registry.root, 'pkgs.json')),
  );
  const wiring = wire(resolutions, registryConfig(registry?.config, names), places);
  if (registry?.config.base === undefined) return { wiring, problems };
  if (!facts) return { wiring: { ...wiring, problems: [] }, problems };
  const between = baseProblems(facts, resolutions, wiring, places);
  return { wiring, problems: [...problems, ...between] };
}

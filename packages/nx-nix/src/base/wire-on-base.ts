import {
  baseProblems,
  registryConfig,
  wire,
  type Places,
  type Problem,
  type Repo,
  type Resolution,
  type Wiring,
} from '@nx-nix/resolver';
import type { BaseOfRegistry } from './base-of-registry';

/**
 * Wires the repos to each other and to the base.
 * @returns the wiring, and what is wrong with the base and between it and the repos. While nothing is
 *   known of the base, that is all: half of what the repos ask for is its names.
 */
export function wireOnBase(
  resolutions: readonly Resolution[],
  registry: Repo | undefined,
  { names, facts, problems }: BaseOfRegistry,
  places: Places,
): { readonly wiring: Wiring; readonly problems: readonly Problem[] } {
  const wiring = wire(resolutions, registryConfig(registry?.config, names), places);
  if (registry?.config.base === undefined) return { wiring, problems };
  if (!facts) return { wiring: { ...wiring, problems: [] }, problems };
  const between = baseProblems(facts, resolutions, wiring, places);
  return { wiring, problems: [...problems, ...between] };
}

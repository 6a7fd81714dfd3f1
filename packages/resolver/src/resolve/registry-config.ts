import { pathText } from '../names/attribute-path';
import type { Resolution } from '../locate/resolution';
import type { GrantsByRepo } from '../repo/grants';
import type { RepoConfig } from '../repo/repo-config';
import { BaseNames } from '../base/base-names';
import { AMBIENT } from '../names/ambient';

/** The registry's settings for the wiring, from its `nix-repo.json`. */
export interface RegistryConfig {
  readonly ambient: ReadonlySet<string>;
  readonly cycles: 'allow' | 'error';
  readonly systems: readonly string[];
  /** The overlay repos in order; empty if the registry gives no order. */
  readonly overlays: readonly string[];
  /** What it allows repos beyond their own packages; undefined where there is no registry. */
  readonly grants: GrantsByRepo | undefined;
  /** The names of the base; empty if there is none, or if they are unknown. */
  readonly base: BaseNames;
}

/**
 * The registry's settings, with defaults for absent fields.
 * @param base the names of the base, from its facts or from `readBaseNames`
 */
export function registryConfig(
  config: RepoConfig | undefined,
  base: BaseNames = new BaseNames(),
): RegistryConfig {
  return {
    ambient: new Set([...AMBIENT, ...(config?.ambient ?? [])]),
    cycles: config?.cycles ?? 'allow',
    systems: [...(config?.systems ?? ['aarch64-linux', 'x86_64-linux'])].sort(),
    overlays: config?.overlays ?? [],
    grants: config && (config.grants ?? {}),
    base,
  };
}

/** The paths, as Nix text, of all scopes of the repos and of the base. */
export function scopePaths(
  resolutions: readonly Resolution[],
  base: BaseNames,
): ReadonlySet<string> {
  const named = resolutions.flatMap(({ config }) => config.scopes ?? []);
  return new Set([...named.map((scope) => pathText(scope.split('.'))), ...base.scopes()]);
}
